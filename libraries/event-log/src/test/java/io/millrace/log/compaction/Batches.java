package io.millrace.log.compaction;

import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Batches of "key=value" records, for tests. */
final class Batches {
    static final int DECOMPRESSED_MAX = 1 << 20;

    private Batches() {}

    record Row(long offset, long timestamp, @Nullable String key, @Nullable String value) {}

    /** "a=1" is a record, "a" a tombstone of a, "=1" a record without a key. */
    static RecordBatch batch(long baseOffset, Compression compression, String... rows) {
        var builder = new RecordBatchBuilder(compression);
        for (int i = 0; i < rows.length; i++) {
            int equals = rows[i].indexOf('=');
            String key = equals < 0 ? rows[i] : rows[i].substring(0, equals);
            String value = equals < 0 ? null : rows[i].substring(equals + 1);
            builder.append(
                    1_000 + baseOffset + i,
                    bytes(key.isEmpty() ? null : key),
                    bytes(value),
                    List.of());
        }
        RecordBatch batch = RecordBatch.at(builder.build(), 0);
        batch.assign(baseOffset, 3);
        return batch;
    }

    static RecordBatch batch(long baseOffset, String... rows) {
        return batch(baseOffset, Compression.NONE, rows);
    }

    static RecordBatch of(@Nullable ByteBuffer bytes) {
        return RecordBatch.at(Objects.requireNonNull(bytes), 0);
    }

    static List<Row> rows(RecordBatch batch) {
        batch.verify();
        var rows = new ArrayList<Row>();
        RecordCursor records = batch.records(DECOMPRESSED_MAX);
        while (records.next()) {
            rows.add(
                    new Row(
                            records.offset(),
                            records.timestamp(),
                            text(records.key()),
                            text(records.value())));
        }
        return rows;
    }

    static List<String> texts(RecordBatch batch) {
        return rows(batch).stream()
                .map(r -> r.offset() + ":" + r.key() + (r.value() == null ? "" : "=" + r.value()))
                .toList();
    }

    static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
