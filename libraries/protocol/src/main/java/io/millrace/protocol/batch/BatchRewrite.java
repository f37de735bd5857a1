package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/** Writes a batch anew with some of its records. */
final class BatchRewrite {
    private BatchRewrite() {}

    static ByteBuffer retaining(
            RecordBatch batch, int maxDecompressedBytes, Predicate<RecordCursor> keep) {
        RecordWriter kept = new RecordWriter(batch.sizeInBytes());
        RecordCursor records = batch.records(maxDecompressedBytes);
        int count = 0;
        long maxTimestamp = -1;
        while (records.next()) {
            if (keep.test(records)) {
                kept.raw(records.encoded());
                maxTimestamp =
                        count == 0
                                ? records.timestamp()
                                : Math.max(maxTimestamp, records.timestamp());
                count++;
            }
        }
        if (count == batch.recordCount()) {
            return batch.buffer();
        }
        Compression compression = compressionOf(batch, count);
        ByteBuffer rewritten = Compressor.compress(compression, kept.bytes(), kept.size());
        rewritten.put(0, batch.buffer(), 0, BatchLayout.RECORDS);
        rewritten.putInt(BatchLayout.LENGTH, rewritten.limit() - BatchLayout.BEFORE_LENGTH_COUNTS);
        int attributes = (batch.attributes() & ~BatchLayout.COMPRESSION_MASK) | compression.id();
        rewritten.putShort(BatchLayout.ATTRIBUTES, (short) attributes);
        if (!batch.isAppendTime()) {
            rewritten.putLong(BatchLayout.MAX_TIMESTAMP, maxTimestamp);
        }
        rewritten.putInt(BatchLayout.RECORD_COUNT, count);
        CRC32C crc = new CRC32C();
        crc.update(
                rewritten.slice(
                        BatchLayout.ATTRIBUTES, rewritten.limit() - BatchLayout.ATTRIBUTES));
        return rewritten.putInt(BatchLayout.CRC, (int) crc.getValue());
    }

    /** As before where we can write it; an empty batch has nothing to compress. */
    private static Compression compressionOf(RecordBatch batch, int count) {
        Compression before = batch.compression();
        if (count == 0) {
            return Compression.NONE;
        }
        return before.isWritable() ? before : Compression.LZ4;
    }
}
