package io.millrace.standalone.adapter;

import io.millrace.admin.cluster.ClusterControl;
import io.millrace.broker.facts.LogsOnDisk;
import io.millrace.coordinator.controller.Controller;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.facts.DiskFacts;
import io.millrace.protocol.metadata.BrokerMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What administration asks about the one process that is the whole cluster. */
public final class DirectClusterControl implements ClusterControl {

    private final Identity identity;
    private final Controller controller;
    private final Path logs;
    private final BooleanSupplier databaseRuns;

    public DirectClusterControl(
            Identity identity, Controller controller, Path logs, BooleanSupplier databaseRuns) {
        this.identity = identity;
        this.controller = controller;
        this.logs = logs;
        this.databaseRuns = databaseRuns;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public Map<String, Health> health() {
        Map<String, Health> parts = new TreeMap<>();
        parts.put("controller", controllerHealth());
        parts.put(
                "database",
                databaseRuns.getAsBoolean() ? Health.up() : Health.down("the database has ended"));
        parts.put("broker", brokerHealth());
        parts.put("disk", diskHealth());
        return parts;
    }

    @Override
    public Map<BrokerId, DiskFacts> disks(Collection<BrokerId> brokers) {
        try {
            DiskFacts disk = LogsOnDisk.look(logs);
            return brokers.stream().collect(Collectors.toMap(broker -> broker, broker -> disk));
        } catch (UncheckedIOException unreadable) {
            return Map.of();
        }
    }

    private Health controllerHealth() {
        if (!controller.isLeading()) {
            return Health.down("there is no controller at the moment");
        }
        return controller.isInSafeMode()
                ? new Health(State.DEGRADED, "safe mode: the database has lost commits")
                : Health.up();
    }

    private Health brokerHealth() {
        if (!controller.isLeading()) {
            return new Health(State.DEGRADED, "unknown without a controller");
        }
        long offline =
                controller.metadata().topics().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .filter(partition -> partition.leader().isEmpty())
                        .count();
        if (controller.metadata().brokers().stream().allMatch(BrokerMetadata::fenced)) {
            return Health.down("the broker is not registered");
        }
        return offline == 0
                ? Health.up()
                : new Health(State.DEGRADED, offline + " partition(s) have no leader");
    }

    private Health diskHealth() {
        try {
            long free = Files.getFileStore(logs).getUsableSpace();
            return free > 0 ? Health.up() : Health.down("the disk is full");
        } catch (IOException e) {
            return Health.down("the data directory can't be read");
        }
    }
}
