package io.millrace.admin.node;

import static java.util.stream.Collectors.toMap;

import io.millrace.admin.cluster.ClusterControl;
import io.millrace.admin.operator.OperatorControl;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.facts.DiskFacts;
import io.millrace.protocol.facts.FactsPaths;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What administration asks about a cluster of other processes. Any thread. */
final class RemoteClusterControl implements ClusterControl {
    private final Identity identity;
    private final FollowedMetadata metadata;
    private final OperatorControl controller;
    private final BrokerQuestions questions;
    private final BooleanSupplier databaseAnswers;

    RemoteClusterControl(
            Identity identity,
            FollowedMetadata metadata,
            OperatorControl controller,
            BrokerQuestions questions,
            BooleanSupplier databaseAnswers) {
        this.identity = identity;
        this.metadata = metadata;
        this.controller = controller;
        this.questions = questions;
        this.databaseAnswers = databaseAnswers;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** What is amiss elsewhere degrades: this process can tell of it, and must be let. */
    @Override
    public Map<String, Health> health() {
        Map<String, Health> parts = new TreeMap<>();
        parts.put("controller", controllerHealth());
        parts.put(
                "database",
                databaseAnswers.getAsBoolean()
                        ? Health.up()
                        : Health.down("the database does not answer"));
        parts.put("brokers", metadata.newest().map(this::brokersHealth).orElse(unknown()));
        parts.put("partitions", metadata.newest().map(this::partitionsHealth).orElse(unknown()));
        return parts;
    }

    @Override
    public Map<BrokerId, DiskFacts> disks(Collection<BrokerId> brokers) {
        Map<BrokerId, Done> asked =
                brokers.stream().collect(toMap(broker -> broker, broker -> Done.DONE));
        return questions.ask(FactsPaths.DISK, asked, DiskFacts.class);
    }

    private Health controllerHealth() {
        try {
            boolean safeMode = controller.status().safeMode();
            if (metadata.newest().isEmpty()) {
                return Health.down("the controller has not told of the cluster yet");
            }
            return safeMode ? degraded("safe mode: the database has lost commits") : Health.up();
        } catch (MillraceException nobody) {
            return metadata.newest().isEmpty()
                    ? Health.down("no controller was found yet")
                    : degraded("there is no controller at the moment");
        }
    }

    private Health brokersHealth(ClusterMetadata cluster) {
        List<BrokerMetadata> fenced =
                cluster.brokers().stream().filter(BrokerMetadata::fenced).toList();
        int all = cluster.brokers().size();
        if (fenced.size() == all) {
            return degraded("no broker is there");
        }
        return fenced.isEmpty()
                ? Health.up()
                : degraded(fenced.size() + " of " + all + " broker(s) are fenced");
    }

    private Health partitionsHealth(ClusterMetadata cluster) {
        long offline =
                cluster.topics().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .filter(partition -> partition.leader().isEmpty())
                        .count();
        return offline == 0 ? Health.up() : degraded(offline + " partition(s) have no leader");
    }

    private static Health unknown() {
        return degraded("unknown without a controller");
    }

    private static Health degraded(String detail) {
        return new Health(State.DEGRADED, detail);
    }
}
