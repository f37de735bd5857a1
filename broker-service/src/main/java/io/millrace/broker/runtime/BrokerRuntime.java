package io.millrace.broker.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.control.Controller;
import io.millrace.broker.control.ControllerSession;
import io.millrace.broker.forward.RoutedPartitions;
import io.millrace.broker.housekeeping.Chore;
import io.millrace.broker.housekeeping.Housekeeping;
import io.millrace.broker.partition.PartitionHost;
import io.millrace.broker.partition.Topics;
import io.millrace.broker.replica.Replication;
import io.millrace.log.disk.Disk;
import io.millrace.log.retention.RetentionClock;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.ReadFloors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker without its HTTP side. Started as a list of steps; stopped by the list reversed.
 * Whoever starts it closes it.
 */
public final class BrokerRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerRuntime.class);
    private static final Duration CLOCK_SETTLES = Duration.ofHours(1);

    private static final Duration LOOK_AT_LAG_EVERY = Duration.ofSeconds(1);

    private record Step(String name, AutoCloseable part) {}

    private final Deque<Step> started = new ArrayDeque<>();
    private final Topics topics;
    private final PartitionHost host;
    private final ControllerSession session;

    private BrokerRuntime(
            BrokerConfig config,
            Disk disk,
            InstantSource clock,
            Controller controller,
            Replication replication,
            RoutedPartitions routed,
            Function<ReadFloors, GroupFloors> groups,
            MeterRegistry metrics,
            Consumer<RuntimeException> diskFailed) {
        try {
            step("forwarding", routed);
            step("replication", replication);
            host =
                    PartitionHost.open(
                            config.host(),
                            disk,
                            config.logs(),
                            clock,
                            metrics,
                            replication,
                            routed,
                            diskFailed);
            step("partitions", host);
            replication.serve(host);
            topics = host.topics();
            routed.follow(topics);
            session = new ControllerSession(controller, host, config.broker(), config.advertised());
            step("controller session", session);
            session.start(config.startTimeout(), config.heartbeatInterval());
            step("housekeeping", new Housekeeping(metrics, chores(config.chores(), clock, groups)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the data directory, registers, and returns when the broker serves its partitions.
     *
     * @param replication carries records between the brokers; closed with this
     * @param routed what clients are given; closed with this
     * @param groups tells how far the last of them is in partitions; may block, never fails
     * @param diskFailed told once that an fsync failed, by a flusher thread: nothing can be
     *     acknowledged any more, so a process should report it and halt (never retry)
     */
    public static BrokerRuntime start(
            BrokerConfig config,
            Disk disk,
            InstantSource clock,
            Controller controller,
            Replication replication,
            RoutedPartitions routed,
            Function<ReadFloors, GroupFloors> groups,
            MeterRegistry metrics,
            Consumer<RuntimeException> diskFailed) {
        return new BrokerRuntime(
                config, disk, clock, controller, replication, routed, groups, metrics, diskFailed);
    }

    public Topics topics() {
        return topics;
    }

    /**
     * Lets other brokers lead what this one leads; what nobody else can lead stays here.
     *
     * @param patience after which it is given up: they then take over when this one is gone
     */
    public void handOver(Duration patience) {
        session.drain(patience);
    }

    private void step(String name, AutoCloseable part) {
        started.push(new Step(name, part));
        LOG.atInfo().addKeyValue("step", name).log("Started");
    }

    private List<Chore> chores(
            BrokerConfig.Chores pauses,
            InstantSource clock,
            Function<ReadFloors, GroupFloors> groups) {
        RetentionClock trusted = new RetentionClock(clock::millis, System::nanoTime, CLOCK_SETTLES);
        return List.of(
                new Chore("replica lag", LOOK_AT_LAG_EVERY, host::tick),
                new Chore("checkpoint", pauses.checkpoint(), host::checkpoint),
                new Chore("incomplete topics", pauses.checkpoint(), host::retryIncomplete),
                new Chore(
                        "retention",
                        pauses.retention(),
                        () -> host.retain(trusted.nowMs(), groups)),
                new Chore(
                        "compaction",
                        pauses.compaction(),
                        () -> trusted.nowMs().ifPresent(host::compact)),
                new Chore(
                        "producer expiry",
                        pauses.producerExpiry(),
                        () -> trusted.nowMs().ifPresent(host::expireProducers)),
                new Chore("trash", pauses.trash(), host::emptyTrash));
    }

    /**
     * Stops in reverse order: answers what can be answered, flushes, leaves the clean-shutdown
     * marker.
     */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            Step step = started.pop();
            try {
                step.part().close();
                LOG.atInfo().addKeyValue("step", step.name()).log("Stopped");
            } catch (Exception e) {
                // The other parts must be stopped all the same.
                LOG.atError().setCause(e).addKeyValue("step", step.name()).log("Could not stop");
            }
        }
    }
}
