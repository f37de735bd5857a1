package io.millrace.log.compaction;

import static io.millrace.log.compaction.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.producer.ProducerLimits;
import io.millrace.log.producer.ProducerStates;
import io.millrace.log.producer.RetainedBatches;
import io.millrace.log.producer.Sequencing;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.EpochStart;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchCleanerTest {
    private static final long NOW = 1_000_000;
    private static final long DELETE_RETENTION = 5_000;
    private static final CompactionPolicy POLICY =
            new CompactionPolicy(0, 0, DELETE_RETENTION, 1 << 20);

    private final OffsetMap map = new OffsetMap(1 << 16);
    private final DirtyScan scan = new DirtyScan(map, Batches.DECOMPRESSED_MAX);

    private BatchCleaner cleaner(long now, RetainedBatches retained) {
        return new BatchCleaner(map, retained, POLICY, now, Batches.DECOMPRESSED_MAX);
    }

    @Test
    void keepsTheLatestRecordOfEachKeyAtItsOffset() {
        // Given
        RecordBatch first = batch(10, "a=1", "b=1", "a=2", "c=1");
        RecordBatch second = batch(14, "b=2");
        scan.add(first);
        scan.add(second);

        // When
        RecordBatch cleaned = Batches.of(cleaner(NOW, RetainedBatches.NONE).clean(first));

        // Then
        assertThat(Batches.texts(cleaned)).containsExactly("12:a=2", "13:c=1");
        assertThat(cleaned.baseOffset()).isEqualTo(10);
        assertThat(cleaned.lastOffset()).isEqualTo(13);
        assertThat(cleaned.leaderEpoch()).isEqualTo(3);
        assertThat(cleaned.maxTimestamp()).isEqualTo(1_013);
    }

    @Test
    void leavesABatchAsItIsWhenNothingIsSuperseded() {
        // Given
        RecordBatch batch = batch(10, Compression.ZSTD, "a=1", "b=1");
        scan.add(batch);

        // When
        ByteBuffer cleaned = cleaner(NOW, RetainedBatches.NONE).clean(batch);

        // Then
        assertThat(cleaned).isEqualTo(batch.buffer());
    }

    @Test
    void dropsABatchWithoutSurvivors() {
        // Given
        RecordBatch batch = batch(10, "a=1");
        scan.add(batch);
        scan.add(batch(11, "a=2"));

        // When
        ByteBuffer cleaned = cleaner(NOW, RetainedBatches.NONE).clean(batch);

        // Then
        assertThat(cleaned).isNull();
    }

    @Test
    void keepsRecordsWithoutAKey() {
        // Given
        RecordBatch batch = batch(10, "=1", "a=1", "=2", "a=2");
        scan.add(batch);

        // When
        RecordBatch cleaned = Batches.of(cleaner(NOW, RetainedBatches.NONE).clean(batch));

        // Then
        assertThat(Batches.texts(cleaned)).containsExactly("10:null=1", "12:null=2", "13:a=2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "LZ4", "ZSTD"})
    void keepsATombstoneUntilItsHorizonAndTimestampsAsTheyWere(Compression compression) {
        // Given
        RecordBatch batch = batch(10, compression, "a=1", "a", "b=1");
        scan.add(batch);

        // When
        RecordBatch once = Batches.of(cleaner(NOW, RetainedBatches.NONE).clean(batch));
        RecordBatch before =
                Batches.of(cleaner(NOW + DELETE_RETENTION - 1, RetainedBatches.NONE).clean(once));
        RecordBatch after =
                Batches.of(cleaner(NOW + DELETE_RETENTION, RetainedBatches.NONE).clean(before));

        // Then
        assertThat(once.deleteHorizonMs()).hasValue(NOW + DELETE_RETENTION);
        assertThat(Batches.rows(once))
                .containsExactly(
                        new Batches.Row(11, 1_011, "a", null),
                        new Batches.Row(12, 1_012, "b", "1"));
        assertThat(once.compression()).isEqualTo(compression);
        assertThat(before.buffer()).isEqualTo(once.buffer());
        assertThat(Batches.rows(after)).containsExactly(new Batches.Row(12, 1_012, "b", "1"));
    }

    @Test
    void keepsEpochStartsAndDropsMarksThatNobodyNeeds() {
        // Given
        RecordBatch start = control(10, new EpochStart(4, 1, false).encode(0));
        var mark = RequestMark.request(new Digest128(1, 2), 0, 0, Digest128.ZERO, 1);
        RecordBatch unneeded = control(11, mark.encode(0));
        BatchCleaner cleaner = cleaner(NOW, RetainedBatches.NONE);

        // When
        ByteBuffer keptStart = cleaner.clean(start);
        ByteBuffer keptMark = cleaner.clean(unneeded);

        // Then
        assertThat(keptStart).isEqualTo(start.buffer());
        assertThat(keptMark).isNull();
    }

    @Test
    void rebuildsTheSameProducerStateFromACleanedLog() {
        // Given
        var limits = ProducerLimits.DEFAULTS;
        var states = new ProducerStates(limits);
        var lines = RequestMark.lines(new Digest128(1, 2), 0, 0, new int[] {0, 2, 3});
        List<RecordBatch> log =
                List.of(
                        control(0, lines.encode(0)),
                        batch(1, "a=1", "a=2", "b=1"),
                        batch(4, "a=3", "b=2"));
        log.forEach(batch -> states.appended(batch, NOW));
        log.forEach(scan::add);
        BatchCleaner cleaner = cleaner(NOW, states.retained(NOW));

        // When
        List<ByteBuffer> cleaned = log.stream().map(cleaner::clean).toList();

        // Then
        var rebuilt = new ProducerStates(limits);
        cleaned.forEach(bytes -> rebuilt.appended(Batches.of(bytes), NOW));
        assertThat(Batches.of(cleaned.get(1)).recordCount()).isZero();
        assertThat(rebuilt.snapshot()).isEqualTo(states.snapshot());
        assertThat(rebuilt.checkMark(lines, Sequencing.RISING, NOW))
                .isInstanceOf(io.millrace.log.producer.MarkCheck.Duplicate.class);
    }

    @Test
    void keepsWhatItCantRead() {
        // Given
        RecordBatch intact = batch(10, Compression.ZSTD, "a=1");
        ByteBuffer bytes = ByteBuffer.allocate(intact.sizeInBytes()).put(intact.buffer()).flip();
        bytes.put(bytes.limit() - 1, (byte) ~bytes.get(bytes.limit() - 1));
        RecordBatch damaged = RecordBatch.at(bytes, 0);
        RecordBatch older = batch(5, "a=0");
        scan.add(older);
        scan.add(damaged);

        // When
        BatchCleaner cleaner = cleaner(NOW, RetainedBatches.NONE);
        ByteBuffer keptDamaged = cleaner.clean(damaged);
        ByteBuffer keptOlder = cleaner.clean(older);

        // Then
        assertThat(keptDamaged).isEqualTo(damaged.buffer());
        assertThat(keptOlder).isEqualTo(older.buffer());
    }

    private static RecordBatch control(long offset, ByteBuffer bytes) {
        RecordBatch batch = RecordBatch.at(bytes, 0);
        batch.assign(offset, 3);
        return batch;
    }
}
