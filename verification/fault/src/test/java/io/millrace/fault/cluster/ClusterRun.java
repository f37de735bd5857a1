package io.millrace.fault.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.checker.Anomaly;
import io.millrace.fault.checker.Checker;
import io.millrace.fault.checker.Finding;
import io.millrace.fault.checker.Report;
import io.millrace.fault.group.GroupWorkload;
import io.millrace.fault.history.History;
import io.millrace.fault.history.HistoryWriter;
import io.millrace.fault.nemesis.FaultLog;
import io.millrace.fault.nemesis.Nemesis;
import io.millrace.fault.nemesis.Profile;
import io.millrace.fault.workload.LogSettings;
import io.millrace.fault.workload.LogWorkload;
import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The workloads on topics of their own, while a nemesis breaks the cluster under them.
 *
 * @param availability the part of the time of each partition in which it acknowledged something
 * @param flaws what was not as it should be, beside what the report says
 */
public record ClusterRun(FaultLog faults, Report report, double availability, List<String> flaws) {
    /**
     * A new leader states the high watermark that it had as a follower until it has committed the
     * start of its epoch. Only ListOffsets waits for that.
     */
    private static final Set<Anomaly> ALLOWED = Set.of(Anomaly.HIGH_WATERMARK_REGRESS);

    private static final int PARTITIONS = 4;
    private static final int SENDERS = 2;
    private static final int POLLERS = 2;
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    public ClusterRun {
        flaws = List.copyOf(flaws);
    }

    public boolean isClean() {
        return flaws.isEmpty() && report.without(ALLOWED).isClean();
    }

    /**
     * @param directory in which the history stays, and copies of the logs if something is wrong
     */
    public static ClusterRun of(
            LabCluster cluster, Profile profile, Duration time, long seed, Path directory) {
        String topic = "events-" + seed;
        String grouped = "grouped-" + seed;
        cluster.administration().createTopic(topic, PARTITIONS);
        cluster.administration().createTopic(grouped, PARTITIONS);
        long lostBefore = cluster.lostReplicas();
        long start = System.nanoTime();
        LongSupplier clock = () -> System.nanoTime() - start;
        Path file = directory.resolve("history");
        List<String> flaws = new ArrayList<>();
        FaultLog faults;
        AcknowledgedSeconds served;
        boolean isComplete;
        try (HistoryWriter history = HistoryWriter.create(file, clock);
                LogWorkload workload = LogWorkload.start(settings(cluster, topic, seed), history);
                GroupWorkload groups =
                        GroupWorkload.start(
                                cluster.brokerUrls(),
                                cluster.administration().key(),
                                new TopicName(grouped),
                                PARTITIONS)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(workload.acknowledged()).isPositive());
            long from = clock.getAsLong();
            faults = new Nemesis(cluster, seed, profile, clock, Thread::sleep).run(time);
            served = new AcknowledgedSeconds(PARTITIONS, from, clock.getAsLong());
            workload.stop();
            isComplete = isRepaired(cluster);
            if (!isComplete) {
                flaws.add("not repaired after " + PATIENCE);
            }
            if (!workload.readToTheEnd(PATIENCE)) {
                isComplete = false;
                flaws.add("not read to the end after " + PATIENCE);
            }
            flaws.addAll(groups.finish(PATIENCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        boolean isHonest = faults.faults().stream().noneMatch(FaultLog.Entry::losesDisks);
        if (isHonest && cluster.lostReplicas() > lostBefore) {
            flaws.add("a replica whose disk was honest was taken for lost");
        }
        Report report = Checker.check(History.read(file));
        History.read(file).forEach(served::see);
        if (isComplete) {
            List<Finding> differences = StoredReplicas.compare(cluster, topic);
            report = report.with(Anomaly.REPLICA_DIVERGENCE, differences);
        }
        ClusterRun run = new ClusterRun(faults, report, served.part(), flaws);
        if (run.isClean()) {
            cluster.administration().deleteTopic(topic);
            cluster.administration().deleteTopic(grouped);
        } else {
            cluster.copyLogsTo(directory);
        }
        return run;
    }

    private static boolean isRepaired(LabCluster cluster) {
        try {
            cluster.awaitRepair(PATIENCE);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static LogSettings settings(LabCluster cluster, String topic, long seed) {
        return new LogSettings(
                cluster.brokerUrls(),
                cluster.administration().key(),
                new TopicName(topic),
                PARTITIONS,
                SENDERS,
                POLLERS,
                DELIVERY_TIMEOUT,
                seed);
    }
}
