package io.millrace.log.compaction;

import io.millrace.log.producer.RetainedBatches;
import io.millrace.protocol.batch.BatchFilter;
import io.millrace.protocol.batch.ControlRecord;
import io.millrace.protocol.batch.EpochStart;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.protocol.batch.UnknownControl;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Owned by one cleaning: says what of a batch stays.
 *
 * <ul>
 *   <li>A record stays unless a later one of its key is in the map. One without a key has no later
 *       version and stays.
 *   <li>A tombstone gets a delete horizon when it is first cleaned (in the batch header, as Kafka
 *       has it since KIP-534) and goes in the first cleaning after that.
 *   <li>A batch left without records stays as an empty one while a producer's state needs it.
 *   <li>A request mark stays as long as it is needed, always with its data batch, if only an empty
 *       one: alone it would be void, and its request would be appended once more.
 *   <li>Epoch starts stay, and control records that this version does not know.
 *   <li>Records that can't be read stay as they are.
 * </ul>
 */
final class BatchCleaner {
    private final OffsetMap latestOffsets;
    private final RetainedBatches retained;
    private final CompactionPolicy policy;
    private final long nowMs;
    private final int decompressedBytesMax;

    BatchCleaner(
            OffsetMap latestOffsets,
            RetainedBatches retained,
            CompactionPolicy policy,
            long nowMs,
            int decompressedBytesMax) {
        this.latestOffsets = latestOffsets;
        this.retained = retained;
        this.policy = policy;
        this.nowMs = nowMs;
        this.decompressedBytesMax = decompressedBytesMax;
    }

    /** What stays of the batch, null if nothing does. */
    @Nullable ByteBuffer clean(RecordBatch batch) {
        if (batch.isControl()) {
            return staysAsControl(batch) ? batch.buffer() : null;
        }
        try {
            ByteBuffer cleaned = withoutSuperseded(batch);
            boolean empty = RecordBatch.at(cleaned, 0).recordCount() == 0;
            return empty && !retained.contains(batch.baseOffset()) ? null : cleaned;
        } catch (InvalidBatchException e) {
            return batch.buffer(); // nobody can say what is in it
        }
    }

    private boolean staysAsControl(RecordBatch batch) {
        try {
            return switch (ControlRecord.decode(batch)) {
                case RequestMark _ -> retained.contains(batch.baseOffset());
                case EpochStart _, UnknownControl _ -> true;
            };
        } catch (InvalidBatchException e) {
            return true;
        }
    }

    private ByteBuffer withoutSuperseded(RecordBatch batch) {
        if (batch.recordCount() == 0) {
            return batch.buffer();
        }
        boolean needsHorizon = batch.deleteHorizonMs().isEmpty() && hasLatestTombstone(batch);
        return BatchFilter.filter(
                batch,
                needsHorizon ? this::isLatest : record -> stays(record, batch.deleteHorizonMs()),
                needsHorizon
                        ? OptionalLong.of(nowMs + policy.deleteRetentionMs())
                        : OptionalLong.empty(),
                decompressedBytesMax);
    }

    private boolean hasLatestTombstone(RecordBatch batch) {
        RecordCursor records = batch.records(decompressedBytesMax);
        boolean found = false;
        while (records.next()) {
            found |= isTombstone(records) && isLatest(records);
        }
        return found;
    }

    private boolean stays(RecordCursor record, OptionalLong deleteHorizonMs) {
        boolean expired =
                deleteHorizonMs.isPresent()
                        && nowMs >= deleteHorizonMs.getAsLong()
                        && isTombstone(record);
        return !expired && isLatest(record);
    }

    private boolean isLatest(RecordCursor record) {
        ByteBuffer key = record.key();
        return key == null || latestOffsets.get(key) <= record.offset();
    }

    private static boolean isTombstone(RecordCursor record) {
        return record.valueSize() < 0 && record.keySize() >= 0;
    }
}
