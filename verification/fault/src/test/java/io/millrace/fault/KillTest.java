package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.StoredRecords.Stored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies by SIGKILL at random moments while producers stream and readers follow. {@code
 * -Dfault.kills} and {@code -Dfault.records} make it as long as one likes.
 */
class KillTest {
    private static final int PARTITIONS = 3;
    private static final int KEYS = 500;
    private static final int PRODUCERS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Test
    void everyAcknowledgedRecordIsThereOnceAndInOrderAfterKills(@TempDir Path directory)
            throws Exception {
        long seed = Long.getLong("fault.seed", System.nanoTime());
        int kills = Integer.getInteger("fault.kills", 4);
        int records = Integer.getInteger("fault.records", 80_000) / PRODUCERS;
        Random random = new Random(seed);

        // Given
        Millrace server = Millrace.start(directory.resolve("data"), "-Xmx512m");
        List<SequencedWriter> writers = new ArrayList<>();
        server.createTopic("events", PARTITIONS);
        try (CurlTail tail = CurlTail.start(server, "events")) {
            // When
            for (int p = 0; p < PRODUCERS; p++) {
                int producer = p;
                writers.add(
                        SequencedWriter.start(
                                server, "events", "erp-" + p, seq -> line(producer, seq), records));
            }
            for (int kill = 1; kill <= kills; kill++) {
                long next = (long) records * PRODUCERS * kill / (kills + 1);
                long jitter = random.nextLong(1 + (long) records * PRODUCERS / (4L * (kills + 1)));
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .untilAsserted(
                                () ->
                                        assertThat(acknowledged(writers))
                                                .as(problems(writers))
                                                .isGreaterThanOrEqualTo(next - jitter));
                server.kill();
                server.restart();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(acknowledged(writers))
                                            .as(problems(writers))
                                            .isEqualTo((long) records * PRODUCERS));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(tail.events().size())
                                            .isGreaterThanOrEqualTo(records * PRODUCERS));

            // Then
            List<Stored> stored = StoredRecords.of(server, "events", PARTITIONS);
            String context = "seed " + seed;
            assertHoldsEachOnceInOrderOfKey(stored, writers, records, context);
            assertThat(tail.events().stream().map(event -> StoredRecords.parse(event).position()))
                    .as("what the reader saw, " + context)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            stored.stream().map(Stored::position).toList());
        } finally {
            writers.forEach(SequencedWriter::close);
            server.close();
        }
    }

    private static void assertHoldsEachOnceInOrderOfKey(
            List<Stored> stored, List<SequencedWriter> writers, int records, String context) {
        assertThat(stored).as(context).hasSize(records * writers.size());
        Map<String, Integer> lastOfKey = new HashMap<>();
        for (Stored record : stored) {
            int producer = record.value().get("producer").intValue();
            int seq = record.value().get("seq").intValue();
            assertThat(writers.get(producer).receipts().get((long) seq))
                    .as("receipt of producer %d, seq %d, %s", producer, seq, context)
                    .isEqualTo(record.position());
            Integer last = lastOfKey.put(producer + record.key(), seq);
            assertThat(seq)
                    .as("order of %s, %s", record, context)
                    .isGreaterThan(last == null ? -1 : last);
        }
    }

    private static String line(int producer, long seq) {
        return "{\"key\":\"k%d\",\"value\":{\"producer\":%d,\"seq\":%d,\"note\":\"%s\"}}"
                .formatted(seq % KEYS, producer, seq, "x".repeat(80));
    }

    private static long acknowledged(List<SequencedWriter> writers) {
        return writers.stream().mapToLong(SequencedWriter::acknowledged).sum();
    }

    private static String problems(List<SequencedWriter> writers) {
        return writers.stream()
                .map(SequencedWriter::problem)
                .filter(p -> !p.isEmpty())
                .toList()
                .toString();
    }
}
