package io.millrace.broker.partition;

import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Makes batches of text values and reads them back through a partition. */
final class Records {
    private static final int DECOMPRESSED_MAX = 1 << 20;

    private Records() {}

    static ByteBuffer batch(String... values) {
        return fill(new RecordBatchBuilder(Compression.NONE), values);
    }

    static ByteBuffer batch(long producerId, int epoch, int sequence, String... values) {
        return fill(
                new RecordBatchBuilder(Compression.NONE)
                        .producer(producerId, (short) epoch, sequence),
                values);
    }

    static ByteBuffer keyed(String key, String value) {
        return new RecordBatchBuilder(Compression.NONE)
                .append(1_000, bytes(key), bytes(value), List.of())
                .build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer fill(RecordBatchBuilder builder, String... values) {
        for (String value : values) {
            builder.append(1_000, null, bytes(value), List.of());
        }
        return builder.build();
    }

    /** One record that was read. */
    record Read(long offset, String value) {}

    /** All committed data records from {@code offset} on. */
    static List<Read> readFrom(Partition partition, long offset) {
        List<Read> all = new ArrayList<>();
        long next = offset;
        while (partition.fetch(next, 64 * 1024, OptionalInt.empty())
                instanceof FetchOutcome.Fetched fetched) {
            ByteBuffer bytes = fetched.slice().read();
            for (int at = 0; at < bytes.limit(); ) {
                RecordBatch batch = RecordBatch.at(bytes, at);
                batch.verify();
                if (!batch.isControl()) {
                    addAll(batch, next, all);
                }
                at += batch.sizeInBytes();
            }
            next = fetched.slice().nextOffset();
        }
        return all;
    }

    static List<String> values(Partition partition) {
        return readFrom(partition, partition.offsets().logStart()).stream()
                .map(Read::value)
                .toList();
    }

    private static void addAll(RecordBatch batch, long from, List<Read> all) {
        RecordCursor cursor = batch.records(DECOMPRESSED_MAX);
        while (cursor.next()) {
            if (cursor.offset() >= from) {
                all.add(
                        new Read(
                                cursor.offset(),
                                StandardCharsets.UTF_8.decode(cursor.value()).toString()));
            }
        }
    }
}
