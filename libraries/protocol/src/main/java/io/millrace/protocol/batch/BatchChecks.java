package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;

/** What must hold of a batch beyond its checksum. */
final class BatchChecks {
    private BatchChecks() {}

    static void header(RecordBatch batch) {
        Compression compression = batch.compression();
        int count = batch.recordCount();
        int delta = batch.lastOffsetDelta();
        check(delta >= 0, "last offset delta", delta);
        check(count >= 0 && count <= delta + 1L, "record count", count);
        check(batch.baseOffset() >= 0, "base offset", batch.baseOffset());
        check(batch.baseOffset() <= Long.MAX_VALUE - delta - 1, "base offset", batch.baseOffset());
        check(batch.producerId() >= -1, "producer id", batch.producerId());
        check(batch.baseSequence() >= -1, "base sequence", batch.baseSequence());
        if (batch.hasProducer()) {
            check(batch.producerEpoch() >= 0, "producer epoch", batch.producerEpoch());
        }
        if (compression != Compression.NONE) {
            check(!batch.isControl(), "compression of a control batch", compression.id());
        }
    }

    static void dense(RecordBatch batch, int maxDecompressedBytes) {
        check(batch.recordCount() > 0, "record count", batch.recordCount());
        check(
                batch.recordCount() == batch.lastOffsetDelta() + 1L,
                "last offset delta",
                batch.lastOffsetDelta());
        RecordCursor records = batch.records(maxDecompressedBytes);
        while (records.next()) {
            // With as many records as offsets, strictly rising offsets have no holes.
        }
    }

    private static void check(boolean holds, String field, long value) {
        if (!holds) {
            throw new InvalidBatchException(
                    Reason.HEADER, "The batch's " + field + " can't be " + value);
        }
    }
}
