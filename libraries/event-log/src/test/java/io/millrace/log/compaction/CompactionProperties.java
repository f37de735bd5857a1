package io.millrace.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.compaction.Batches.Row;
import io.millrace.log.producer.RetainedBatches;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random logs, cleaned again and again while they grow, against a model of one map. */
class CompactionProperties {
    private static final long DELETE_RETENTION = 1_000;
    private static final CompactionPolicy POLICY =
            new CompactionPolicy(0, 0, DELETE_RETENTION, 1 << 20);

    @Property(tries = 300)
    void neverLosesALatestValueNorBringsBackADeletedOne(@ForAll long seed) {
        var random = new Random(seed);
        var log = new ArrayList<RecordBatch>();
        Map<String, Row> latest = new HashMap<>();
        Map<String, Long> tombstoneSafeUntil = new HashMap<>();
        long now = 0;
        long firstDirty = 0;
        long nextOffset = 0;
        for (int round = 0; round < 8; round++) {
            for (int i = random.nextInt(6); i >= 0; i--) {
                RecordBatch batch = randomBatch(random, nextOffset);
                nextOffset = batch.nextOffset();
                log.add(batch);
                for (Row row : Batches.rows(batch)) {
                    if (row.key() != null) {
                        latest.put(row.key(), row);
                        tombstoneSafeUntil.remove(row.key());
                    }
                }
            }
            now += random.nextInt((int) DELETE_RETENTION);
            long keyless = keyless(log);
            firstDirty = clean(log, firstDirty, now, random);

            List<Row> rows = log.stream().flatMap(b -> Batches.rows(b).stream()).toList();
            assertThat(rows).isSortedAccordingTo(Comparator.comparingLong(Row::offset));
            assertThat(keyless(log)).isEqualTo(keyless);
            Map<String, Row> read = new HashMap<>();
            Set<String> twice = new HashSet<>();
            for (Row row : rows) {
                boolean clean = row.offset() < firstDirty;
                if (row.key() != null && read.put(row.key(), row) != null && clean) {
                    twice.add(row.key());
                }
            }
            assertThat(twice).as("keys with two records in the clean part").isEmpty();
            for (Row row : latest.values()) {
                if (row.value() != null) {
                    assertThat(read.get(row.key())).as("latest value").isEqualTo(row);
                } else if (row.offset() >= firstDirty) {
                    assertThat(read.get(row.key())).as("tombstone, not cleaned yet").isEqualTo(row);
                } else {
                    long safeUntil =
                            tombstoneSafeUntil.computeIfAbsent(row.key(), _ -> Long.MAX_VALUE);
                    if (safeUntil == Long.MAX_VALUE) {
                        safeUntil = now + DELETE_RETENTION;
                        tombstoneSafeUntil.put(row.key(), safeUntil);
                    }
                    if (now < safeUntil) {
                        assertThat(read.get(row.key())).as("young tombstone").isEqualTo(row);
                    } else {
                        assertThat(read.get(row.key())).as("old tombstone").isIn(null, row);
                    }
                }
            }
        }
    }

    /** Cleans with a map that takes few keys, so that most cleanings end early. */
    private static long clean(List<RecordBatch> log, long firstDirty, long now, Random random) {
        var map = new OffsetMap(random.nextBoolean() ? 1024 : 1 << 16);
        var scan = new DirtyScan(map, Batches.DECOMPRESSED_MAX);
        long end = firstDirty;
        for (RecordBatch batch : log) {
            if (batch.baseOffset() >= firstDirty) {
                if (!scan.add(batch)) {
                    break;
                }
                end = batch.nextOffset();
            }
        }
        var cleaner =
                new BatchCleaner(map, RetainedBatches.NONE, POLICY, now, Batches.DECOMPRESSED_MAX);
        var cleaned = new ArrayList<RecordBatch>();
        for (RecordBatch batch : log) {
            ByteBuffer kept = batch.baseOffset() < end ? cleaner.clean(batch) : batch.buffer();
            if (kept != null) {
                cleaned.add(Batches.of(kept));
            }
        }
        log.clear();
        log.addAll(cleaned);
        return end;
    }

    private static long keyless(List<RecordBatch> log) {
        return log.stream()
                .flatMap(b -> Batches.rows(b).stream())
                .filter(row -> row.key() == null)
                .count();
    }

    private static RecordBatch randomBatch(Random random, long offset) {
        var compressions = List.of(Compression.NONE, Compression.LZ4, Compression.ZSTD);
        var rows = new String[1 + random.nextInt(12)];
        for (int i = 0; i < rows.length; i++) {
            String key = "k" + random.nextInt(60);
            rows[i] =
                    switch (random.nextInt(8)) {
                        case 0 -> "=" + random.nextInt();
                        case 1, 2 -> key;
                        default -> key + "=" + random.nextInt();
                    };
        }
        return Batches.batch(offset, compressions.get(random.nextInt(3)), rows);
    }
}
