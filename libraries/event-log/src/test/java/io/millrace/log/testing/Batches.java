package io.millrace.log.testing;

import io.millrace.log.EventLog;
import io.millrace.log.LogSlice;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes batches, and takes slices apart again. */
public final class Batches {
    private static final int DECOMPRESSED_MAX = 1 << 20;

    private Batches() {}

    /** A batch whose record i has timestamp {@code firstTimestamp + i}. */
    public static ByteBuffer of(int records, int valueBytes, long firstTimestamp) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
        for (int i = 0; i < records; i++) {
            byte[] value = new byte[valueBytes];
            java.util.Arrays.fill(value, (byte) (firstTimestamp + i));
            builder.append(firstTimestamp + i, null, ByteBuffer.wrap(value), List.of());
        }
        return builder.build();
    }

    /** Offsets of all records in these batches, which are verified. */
    public static List<Long> offsets(ByteBuffer batches) {
        List<Long> offsets = new ArrayList<>();
        for (int at = batches.position(); at < batches.limit(); ) {
            RecordBatch batch = RecordBatch.at(batches, at);
            batch.verify();
            RecordCursor records = batch.records(DECOMPRESSED_MAX);
            while (records.next()) {
                offsets.add(records.offset());
            }
            at += batch.sizeInBytes();
        }
        return offsets;
    }

    /** All batches from the log's start to its end, verified. */
    public static List<ByteBuffer> readAll(EventLog log) {
        List<ByteBuffer> all = new ArrayList<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            LogSlice slice = log.read(next, log.logEndOffset(), 1 << 20);
            ByteBuffer batches = slice.read();
            for (int at = 0; at < batches.limit(); ) {
                RecordBatch batch = RecordBatch.at(batches, at);
                batch.verify();
                all.add(batch.buffer());
                at += batch.sizeInBytes();
            }
            next = slice.nextOffset();
        }
        return all;
    }
}
