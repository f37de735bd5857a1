package io.millrace.fault.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.client.MillraceClient;
import io.millrace.client.RecordReceipt;
import io.millrace.cluster.NodeProcess;
import io.millrace.fault.group.GroupWitness;
import io.millrace.fault.group.Seen;
import io.millrace.fault.group.Sequence;
import io.millrace.fault.group.WatchedGroup;
import io.millrace.protocol.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group of members that poll and members on streams, behind one address, while brokers and
 * coordinators are killed; only with {@code -Dfault.group.kills=40}, and the same victims again
 * with {@code -Dfault.group.seed}.
 */
class GroupKillsTest {
    private static final TopicName TOPIC = new TopicName("kills");
    private static final int PARTITIONS = 24;
    private static final int MEMBERS_OF_EACH_KIND = 6;
    private static final int BASE_PORT = 19_590;
    private static final int KILLS = Integer.getInteger("fault.group.kills", 0);
    private static final long SEED = Long.getLong("fault.group.seed", System.nanoTime());
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void nothingIsLostNorGivenToTwoWhileProcessesAreKilled(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        assumeTrue(KILLS > 0, "asks for minutes: -Dfault.group.kills=40");
        try (ServedCluster cluster = ServedCluster.start(directory, BASE_PORT)) {
            cluster.createTopic(TOPIC, PARTITIONS);

            // Given
            try (MillraceClient client = cluster.client();
                    Sequence sequence = new Sequence(client, TOPIC, PARTITIONS);
                    WatchedGroup group =
                            WatchedGroup.start(
                                    cluster.url(),
                                    cluster.key(),
                                    "watched",
                                    TOPIC,
                                    MEMBERS_OF_EACH_KIND,
                                    MEMBERS_OF_EACH_KIND,
                                    true)) {
                GroupWitness witness = group.witness();
                await().atMost(PATIENCE).until(() -> witness.count() > 100);

                // When
                List<NodeProcess> victims =
                        cluster.nodes().stream()
                                .filter(node -> node.name().matches("(broker|coordinator)-.*"))
                                .toList();
                Random random = new Random(SEED);
                for (int kill = 0; kill < KILLS; kill++) {
                    long before = System.nanoTime();
                    cluster.restarts().kill(victims.get(random.nextInt(victims.size())));
                    Duration ready = Duration.ofNanos(System.nanoTime() - before);
                    if (ready.compareTo(BETWEEN_KILLS) < 0) {
                        await().pollDelay(BETWEEN_KILLS.minus(ready)).until(() -> true);
                    }
                }
                int before = sequence.receipts().size();
                await().atMost(PATIENCE).until(() -> sequence.receipts().size() > before + 100);
                sequence.finish();

                // Then
                Map<Long, RecordReceipt> receipts = sequence.receipts();
                Set<Seen> sent = Seen.of(receipts);
                assertThat(sequence.failure()).isNull();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(witness.missing(sent)).isEmpty());
                System.out.printf(
                        "seed %d: %d kills, %d records, %d given again, %d grants of partitions%n",
                        SEED, KILLS, sent.size(), witness.repeated(), witness.moved());
                assertThat(witness.faults()).as("seed %d", SEED).isEmpty();
                assertThat(witness.seen()).as("seed %d", SEED).isEqualTo(sent);
            }
        }
    }
}
