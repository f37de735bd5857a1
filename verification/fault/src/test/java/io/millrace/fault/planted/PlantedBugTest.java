package io.millrace.fault.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.LocalCluster.Programs;
import io.millrace.fault.checker.Anomaly;
import io.millrace.fault.checker.Checker;
import io.millrace.fault.checker.Report;
import io.millrace.fault.cluster.Administration.Duty;
import io.millrace.fault.cluster.ClusterPrograms;
import io.millrace.fault.cluster.LabCluster;
import io.millrace.fault.history.History;
import io.millrace.fault.history.HistoryWriter;
import io.millrace.fault.lab.Lab;
import io.millrace.fault.nemesis.Node;
import io.millrace.fault.nemesis.Node.Role;
import io.millrace.fault.workload.LogSettings;
import io.millrace.fault.workload.LogWorkload;
import io.millrace.protocol.TopicName;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether the checker finds what real brokers with a bug do to their records. {@code -Dbug=NAME}
 * chooses one, {@code -Dbug=all} all of them; without, there is none.
 */
class PlantedBugTest {
    private static final String TOPIC = "events";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(8);

    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    void checkerFinds(PlantedBug bug, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        String chosen = System.getProperty("bug", "");
        Assumptions.assumeTrue(
                chosen.equals("all") || chosen.equals(bug.name()), "-Dbug=" + bug + " runs it");
        Programs programs = ClusterPrograms.assumeBuiltAndLab();

        // Given
        try (Lab lab = Lab.open();
                LabCluster cluster =
                        LabCluster.start(
                                lab,
                                directory,
                                programs,
                                PATIENCE,
                                PlantingAgent.environment(bug, directory))) {
            cluster.administration().createTopic(TOPIC, 1);
            Path history = directory.resolve("history");

            // When
            play(bug, cluster, history);

            // Then
            Report report = Checker.check(History.read(history));
            System.out.printf("%s: %s%n", bug, report);
            assertThat(report.anomalies().containsKey(Anomaly.LOST_WRITE))
                    .as("%s, %s: %s", bug, directory, report)
                    .isEqualTo(bug != PlantedBug.LATE_NEWS);
        }
    }

    private static void play(PlantedBug bug, LabCluster cluster, Path file) {
        long start = System.nanoTime();
        try (HistoryWriter history = HistoryWriter.create(file, () -> System.nanoTime() - start);
                LogWorkload workload = LogWorkload.start(settings(cluster), history)) {
            Play play = new Play(cluster, workload);
            await().atMost(PATIENCE).until(() -> play.send(play.leader()));
            switch (bug) {
                case ACK_BEFORE_FSYNC -> play.powerCut();
                case DUPLICATE_BEFORE_COMMIT -> play.retryAtAZombie();
                case NO_MAXIMAL_ISR, LATE_NEWS -> play.lossOfAllButTheNewest();
            }
            cluster.mendNetwork();
            cluster.awaitRepair(PATIENCE);
            assertThat(workload.readToTheEnd(PATIENCE)).isTrue();
        }
    }

    private static LogSettings settings(LabCluster cluster) {
        return new LogSettings(
                cluster.brokerUrls(),
                cluster.administration().key(),
                new TopicName(TOPIC),
                1,
                0,
                0,
                DELIVERY_TIMEOUT,
                1);
    }

    /** What has to happen for a bug to show. */
    private record Play(LabCluster cluster, LogWorkload workload) {

        void powerCut() {
            Set<Node> brokers =
                    IntStream.rangeClosed(1, LocalCluster.BROKERS)
                            .mapToObj(Play::broker)
                            .collect(Collectors.toSet());
            for (int n = 0; n < 20; n++) {
                send(leader());
            }
            Map<Integer, Long> before = cluster.administration().brokerEpochs();
            cluster.cutPower(brokers);
            brokers.forEach(cluster::start);
            await().atMost(PATIENCE).until(() -> haveAllRegisteredSince(before));
            await().atMost(PATIENCE)
                    .until(
                            () -> {
                                consentToLoss();
                                return cluster.administration().isWhole(LocalCluster.BROKERS);
                            });
        }

        private boolean haveAllRegisteredSince(Map<Integer, Long> before) {
            Map<Integer, Long> now = cluster.administration().brokerEpochs();
            return now.keySet().containsAll(before.keySet())
                    && before.entrySet().stream()
                            .allMatch(
                                    each -> now.getOrDefault(each.getKey(), -1L) > each.getValue());
        }

        /** Brokers that see themselves that they have lost something wait for it. */
        private void consentToLoss() {
            try {
                cluster.administration().electUncleanly(TOPIC, 0);
            } catch (IllegalStateException | UncheckedIOException notNeeded) {
                // Or not yet.
            }
        }

        /** Nothing of what the old leader takes is committed, also when it is sent again. */
        void retryAtAZombie() {
            int zombie = leader();
            cluster.nodes().stream()
                    .filter(node -> node.role() != Role.DATABASE)
                    .filter(node -> !node.equals(broker(zombie)))
                    .forEach(node -> separate(broker(zombie), node));
            send(zombie);
            awaitDuty(now -> now.leader() != zombie);
        }

        /** The newest member of the in-sync set is the only one that is left. */
        void lossOfAllButTheNewest() {
            int leader = leader();
            int newest = 1 + leader % LocalCluster.BROKERS;
            int other = 1 + newest % LocalCluster.BROKERS;
            cluster.kill(broker(newest));
            awaitDuty(now -> now.inSync().size() == 2 && now.leader() == leader);
            cluster.start(broker(newest));
            awaitDuty(now -> now.inSync().size() == 3);
            separate(broker(leader), broker(newest));
            send(leader);
            cluster.kill(broker(leader));
            cluster.kill(broker(other));
            awaitDuty(now -> now.leader() == newest);
            cluster.start(broker(leader));
            cluster.start(broker(other));
        }

        boolean send(int broker) {
            URI url = cluster.brokerUrls().get(broker - 1);
            return workload.send(url, 0, 3, REQUEST_TIMEOUT);
        }

        int leader() {
            awaitDuty(now -> now.leader() >= 0);
            return duty().leader();
        }

        private Duty duty() {
            return cluster.administration().duties(TOPIC).getFirst();
        }

        private void awaitDuty(Predicate<Duty> holds) {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> holds.test(duty()));
        }

        private void separate(Node one, Node other) {
            cluster.cut(one, other);
            cluster.cut(other, one);
        }

        private static Node broker(int id) {
            return new Node(Role.BROKER, id);
        }
    }
}
