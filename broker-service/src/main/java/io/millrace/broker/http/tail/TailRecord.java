package io.millrace.broker.http.tail;

import io.millrace.protocol.batch.RecordCursor;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One record as it was read. Shared by all readers at its position; immutable but for the envelope,
 * which the first of them renders and all others use.
 */
final class TailRecord {
    private final long offset;
    private final long timestamp;
    private final int leaderEpoch;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final List<RecordHeader> headers;
    private volatile byte @Nullable [] envelope;

    TailRecord(
            long offset,
            long timestamp,
            int leaderEpoch,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        this.offset = offset;
        this.timestamp = timestamp;
        this.leaderEpoch = leaderEpoch;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    /** Copies the record that the cursor stands at. */
    static TailRecord copyOf(RecordCursor cursor, int leaderEpoch) {
        return new TailRecord(
                cursor.offset(),
                cursor.timestamp(),
                leaderEpoch,
                bytes(cursor.key()),
                bytes(cursor.value()),
                cursor.headers());
    }

    long offset() {
        return offset;
    }

    /** Milliseconds since 1970. */
    long timestamp() {
        return timestamp;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    byte @Nullable [] key() {
        return key;
    }

    byte @Nullable [] value() {
        return value;
    }

    List<RecordHeader> headers() {
        return headers;
    }

    /** Two threads may both render; the texts are equal. */
    byte[] envelope(Supplier<byte[]> rendering) {
        byte[] known = envelope;
        if (known == null) {
            known = rendering.get();
            envelope = known;
        }
        return known;
    }

    /** About how much heap the record takes once it is rendered. */
    int weight() {
        int bytes = 200 + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        for (RecordHeader header : headers) {
            byte[] text = header.value();
            bytes += 80 + header.name().length() + (text == null ? 0 : text.length);
        }
        return bytes * 2;
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer slice) {
        if (slice == null) {
            return null;
        }
        byte[] copy = new byte[slice.remaining()];
        slice.get(slice.position(), copy);
        return copy;
    }
}
