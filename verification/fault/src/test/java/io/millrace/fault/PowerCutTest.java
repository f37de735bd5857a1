package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.StoredRecords.Stored;
import io.millrace.fault.lab.Capability;
import io.millrace.fault.lab.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies the block device under a server that is under load: what was not synced is not in the
 * copy, as after a power cut. A server that starts on the copy must have every acknowledged record.
 */
class PowerCutTest {
    private static final int PARTITIONS = 4;
    private static final int PRODUCERS = 4;
    private static final int RECORDS_BETWEEN_CUTS = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void everyAcknowledgedRecordSurvivesAPowerCut(@TempDir Path directory) throws Exception {
        Capability.assume(Capability.ROOT, Capability.VOLUMES);
        long seed = Long.getLong("fault.seed", System.nanoTime());
        int cuts = Integer.getInteger("fault.powercuts", 2);
        Random random = new Random(seed);

        // Given
        Path image = directory.resolve("disk.img");
        Path copy = directory.resolve("cut.img");
        try (Volume disk = Volume.ext4(image, directory.resolve("disk"), 2048);
                Millrace server = Millrace.start(disk.path().resolve("data"), "-Xmx512m")) {
            server.createTopic("events", PARTITIONS);
            List<SequencedWriter> writers =
                    IntStream.range(0, PRODUCERS).mapToObj(p -> startWriter(server, p)).toList();
            for (int cut = 0; cut < cuts; cut++) {
                long more = acknowledged(writers) + 1 + random.nextInt(RECORDS_BETWEEN_CUTS);
                String context = "cut " + cut + ", seed " + seed;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(2))
                        .untilAsserted(
                                () ->
                                        assertThat(acknowledged(writers))
                                                .isGreaterThanOrEqualTo(more));

                // When
                server.whileFrozen(
                        () -> {
                            List<Map<Long, String>> promised = new ArrayList<>();
                            writers.forEach(w -> promised.add(new HashMap<>(w.receipts())));
                            disk.copyTo(copy);

                            // Then
                            try (Volume after = Volume.ofImage(copy, directory.resolve("cut"));
                                    Millrace recovered =
                                            Millrace.start(
                                                    after.path().resolve("data"), "-Xmx512m")) {
                                assertHolds(recovered, promised, context);
                            }
                        });
            }
            writers.forEach(SequencedWriter::close);
            server.kill();
        }
    }

    private static SequencedWriter startWriter(Millrace server, int producer) {
        return SequencedWriter.start(
                server,
                "events",
                "p" + producer,
                seq ->
                        "{\"key\":\"k%d\",\"value\":{\"producer\":%d,\"seq\":%d}}"
                                .formatted(seq % 100, producer, seq),
                Long.MAX_VALUE);
    }

    private static void assertHolds(
            Millrace recovered, List<Map<Long, String>> promised, String context) {
        Map<String, Stored> byPosition = new HashMap<>();
        StoredRecords.of(recovered, "events", PARTITIONS)
                .forEach(record -> byPosition.put(record.position(), record));
        for (int producer = 0; producer < promised.size(); producer++) {
            for (Map.Entry<Long, String> receipt : promised.get(producer).entrySet()) {
                Stored stored = byPosition.get(receipt.getValue());
                assertThat(stored).as("record %s of %s", receipt, context).isNotNull();
                assertThat(stored.value().get("seq").longValue())
                        .as("record at %s, %s", receipt.getValue(), context)
                        .isEqualTo(receipt.getKey());
            }
        }
        assertThat(promised.stream().mapToInt(Map::size).sum()).as(context).isPositive();
    }

    private static long acknowledged(List<SequencedWriter> writers) {
        return writers.stream().mapToLong(SequencedWriter::acknowledged).sum();
    }
}
