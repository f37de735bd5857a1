package io.millrace.fault.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sequenced producer, readers of a stream and the members of groups, all behind one address,
 * while one process of each kind is restarted, the database too, or with {@code
 * -Dfault.restarts=all} every one of them: they see latency, and nothing else.
 */
class RollingRestartTest {
    private static final TopicName TOPIC = new TopicName("rolling");
    private static final int PARTITIONS = 6;
    private static final int READERS = 3;
    private static final int MEMBERS = 4;
    private static final int BASE_PORT = 19_490;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void clientsBehindOneAddressSeeNothingOfARestartOfEverything(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        try (ServedCluster cluster = ServedCluster.start(directory, BASE_PORT)) {
            cluster.createTopic(TOPIC, PARTITIONS);

            // Given
            List<SeenRecords> readers = new ArrayList<>();
            try (MillraceClient client = cluster.client();
                    GroupReaders group = new GroupReaders(client, TOPIC, MEMBERS);
                    WatchedGroup streaming =
                            WatchedGroup.start(
                                    cluster.url(),
                                    cluster.key(),
                                    "stream-readers",
                                    TOPIC,
                                    0,
                                    MEMBERS,
                                    true);
                    Sequence sequence = new Sequence(client, TOPIC, PARTITIONS)) {
                for (int n = 0; n < READERS; n++) {
                    readers.add(new SeenRecords(client, TOPIC));
                }
                await().atMost(PATIENCE).until(() -> sequence.receipts().size() > 100);

                // When
                restarted(cluster).forEach(cluster.restarts()::restart);
                int before = sequence.receipts().size();
                await().atMost(PATIENCE).until(() -> sequence.receipts().size() > before + 100);
                sequence.finish();

                // Then
                Map<Long, RecordReceipt> receipts = sequence.receipts();
                System.out.printf(
                        "%d records, longest wait for a receipt %d ms%n",
                        receipts.size(), sequence.longestGap().toMillis());
                assertThat(sequence.failure()).isNull();
                await().atMost(PATIENCE).until(() -> group.all().size() >= receipts.size());
                assertThat(group.gaps()).isEmpty();
                assertThat(group.beganAnew()).isFalse();
                hasEachOnceAndInOrder(group.all(), receipts);
                Set<Seen> sent = Seen.of(receipts);
                GroupWitness witness = streaming.witness();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(witness.missing(sent)).isEmpty());
                assertThat(witness.faults()).isEmpty();
                assertThat(witness.seen()).isEqualTo(sent);
                for (SeenRecords reader : readers) {
                    await().atMost(PATIENCE).until(() -> reader.all().size() >= receipts.size());
                    assertThat(reader.gaps()).isEmpty();
                    hasEachOnceAndInOrder(reader.all(), receipts);
                }
            } finally {
                readers.forEach(SeenRecords::close);
            }
        }
    }

    private static Collection<NodeProcess> restarted(ServedCluster cluster) {
        List<NodeProcess> all = cluster.nodes().reversed();
        if ("all".equals(System.getProperty("fault.restarts"))) {
            return all;
        }
        Map<String, NodeProcess> byKind = new LinkedHashMap<>();
        all.forEach(node -> byKind.putIfAbsent(node.name().replaceAll("-\\d+$", ""), node));
        return byKind.values();
    }

    private static void hasEachOnceAndInOrder(List<Seen> seen, Map<Long, RecordReceipt> receipts) {
        Map<Long, Seen> byValue = new HashMap<>();
        Map<Integer, Long> last = new HashMap<>();
        for (Seen one : seen) {
            assertThat(byValue.put(one.value(), one)).as("given twice: %s", one).isNull();
            assertThat(last.getOrDefault(one.partition(), -1L))
                    .as("before %s", one)
                    .isLessThan(one.offset());
            last.put(one.partition(), one.offset());
        }
        assertThat(new HashSet<>(byValue.values())).isEqualTo(Seen.of(receipts));
    }
}
