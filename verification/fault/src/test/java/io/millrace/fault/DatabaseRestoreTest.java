package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.ClientConfig;
import io.millrace.client.MillraceClient;
import io.millrace.cluster.LocalCluster.Programs;
import io.millrace.fault.checker.Checker;
import io.millrace.fault.checker.Report;
import io.millrace.fault.cluster.Administration;
import io.millrace.fault.cluster.ClusterPrograms;
import io.millrace.fault.cluster.LabCluster;
import io.millrace.fault.group.GroupWitness;
import io.millrace.fault.group.RoundRobin;
import io.millrace.fault.group.Seen;
import io.millrace.fault.group.Sequence;
import io.millrace.fault.group.WatchedGroup;
import io.millrace.fault.history.History;
import io.millrace.fault.history.HistoryWriter;
import io.millrace.fault.lab.Lab;
import io.millrace.fault.nemesis.Node;
import io.millrace.fault.nemesis.Node.Role;
import io.millrace.fault.workload.LogSettings;
import io.millrace.fault.workload.LogWorkload;
import io.millrace.protocol.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * An older backup of PostgreSQL comes back (replication.md 8, row 12): the cluster notices, changes
 * nothing until an operator says so, serves on meanwhile, and loses no record; a group goes back to
 * where the backup has it, and skips none. {@code -Dfault.restore=true} runs it.
 */
class DatabaseRestoreTest {
    private static final String TOPIC = "events";
    private static final TopicName GROUPED = new TopicName("grouped");
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void recordsSurviveAnOlderBackup(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory)
            throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("fault.restore"), "-Dfault.restore=true runs it");
        Programs programs = ClusterPrograms.assumeBuiltAndLab();
        Path file = directory.resolve("history");
        Path backup = directory.resolve("backup");
        long start = System.nanoTime();

        try (Lab lab = Lab.open();
                LabCluster cluster = LabCluster.start(lab, directory, programs, PATIENCE)) {
            Administration administration = cluster.administration();
            administration.createTopic(TOPIC, PARTITIONS);
            administration.createTopic(GROUPED.value(), PARTITIONS);

            // Given
            try (HistoryWriter history =
                            HistoryWriter.create(file, () -> System.nanoTime() - start);
                    LogWorkload workload = LogWorkload.start(settings(cluster), history);
                    MillraceClient client = client(cluster);
                    Sequence sequence = new Sequence(client, GROUPED, PARTITIONS);
                    RoundRobin proxy = RoundRobin.of(cluster.brokerUrls());
                    WatchedGroup group = group(proxy, administration)) {
                GroupWitness witness = group.witness();
                awaitProgress(workload);
                awaitProgress(witness);
                cluster.backUpDatabase(backup);
                awaitProgress(workload);
                cluster.kill(new Node(Role.BROKER, 1));
                cluster.start(new Node(Role.BROKER, 1));
                cluster.awaitRepair(PATIENCE);
                administration.createTopic("since", 1);
                awaitProgress(workload);

                // When
                cluster.restoreDatabase(backup);

                // Then
                await().atMost(PATIENCE).ignoreExceptions().until(administration::isInSafeMode);
                awaitProgress(workload);
                administration.reconcile();
                awaitProgress(workload);
                awaitProgress(witness);
                sequence.finish();
                Set<Seen> sent = Seen.of(sequence.receipts());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(witness.missing(sent)).isEmpty());
                workload.stop();
                cluster.awaitRepair(PATIENCE);
                assertThat(workload.readToTheEnd(PATIENCE)).isTrue();
            }
            Report report = Checker.check(History.read(file));
            assertThat(administration.isInSafeMode()).isFalse();
            assertThat(report.anomalies()).as("%s: %s", directory, report).isEmpty();
        }
    }

    private static void awaitProgress(LogWorkload workload) {
        long before = workload.acknowledged();
        await().atMost(PATIENCE).until(() -> workload.acknowledged() > before + 100);
    }

    private static void awaitProgress(GroupWitness witness) {
        int before = witness.count();
        await().atMost(PATIENCE).until(() -> witness.count() > before + 100);
    }

    private static MillraceClient client(LabCluster cluster) {
        return new MillraceClient(
                ClientConfig.of(cluster.brokerUrls()).withKey(cluster.administration().key()));
    }

    private static WatchedGroup group(RoundRobin proxy, Administration administration) {
        return WatchedGroup.start(
                proxy.url(), administration.key(), "restored", GROUPED, 1, 1, false);
    }

    private static LogSettings settings(LabCluster cluster) {
        return new LogSettings(
                cluster.brokerUrls(),
                cluster.administration().key(),
                new TopicName(TOPIC),
                PARTITIONS,
                2,
                1,
                Duration.ofSeconds(20),
                1);
    }
}
