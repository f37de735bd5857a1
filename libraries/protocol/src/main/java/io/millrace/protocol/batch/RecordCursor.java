package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a batch. Owned by one thread. Keys and values are slices of the batch's own
 * bytes (or of its decompressed ones) and live as long as these. Allocates nothing per record until
 * a key, value or header is asked for.
 */
public final class RecordCursor {
    private final ByteBuffer body;
    private final int limit;
    private final long baseOffset;
    private final long baseTimestamp;
    private final boolean appendTime;
    private final long maxTimestamp;
    private final int lastOffsetDelta;
    private final int count;

    private int at;
    private int read;
    private int start;
    private int offsetDelta = -1;
    private long timestampDelta;
    private int keyAt;
    private int keyLength;
    private int valueAt;
    private int valueLength;
    private int headersAt;
    private int headerCount;

    RecordCursor(RecordBatch batch, ByteBuffer body) {
        this.body = body;
        this.limit = body.limit();
        this.baseOffset = batch.baseOffset();
        this.baseTimestamp = batch.baseTimestamp();
        this.appendTime = batch.isAppendTime();
        this.maxTimestamp = batch.maxTimestamp();
        this.lastOffsetDelta = batch.lastOffsetDelta();
        this.count = batch.recordCount();
    }

    /**
     * Goes to the next record.
     *
     * @return false behind the last one
     * @throws InvalidBatchException if the bytes are no such record, or not as many as the header
     *     says
     */
    public boolean next() {
        if (read >= count) {
            if (at != limit) {
                throw broken("Bytes follow the last record");
            }
            return false;
        }
        start = at;
        int length = varint(limit);
        int end = at + length;
        if (length < 0 || end > limit || end < at) {
            throw broken("A record reaches beyond its batch");
        }
        at++; // Attributes: none is defined.
        timestampDelta = varlong(end);
        int delta = varint(end);
        if (delta <= offsetDelta || delta > lastOffsetDelta) {
            throw broken("A record's offset is out of order");
        }
        offsetDelta = delta;
        keyLength = nullableLength(end);
        keyAt = at;
        at += Math.max(keyLength, 0);
        valueLength = nullableLength(end);
        valueAt = at;
        at += Math.max(valueLength, 0);
        headerCount = varint(end);
        headersAt = at;
        if (headerCount != 0) {
            skipHeaders(end);
        }
        if (at != end) {
            throw broken("A record's length is wrong");
        }
        read++;
        return true;
    }

    public long offset() {
        return baseOffset + offsetDelta;
    }

    /** Milliseconds since 1970: the producer's, or the append time where the batch says so. */
    public long timestamp() {
        return appendTime ? maxTimestamp : baseTimestamp + timestampDelta;
    }

    public @Nullable ByteBuffer key() {
        return keyLength < 0 ? null : body.slice(keyAt, keyLength);
    }

    /** Null is a tombstone. */
    public @Nullable ByteBuffer value() {
        return valueLength < 0 ? null : body.slice(valueAt, valueLength);
    }

    public byte @Nullable [] keyBytes() {
        return keyLength < 0 ? null : bytes(keyAt, keyLength);
    }

    public byte @Nullable [] valueBytes() {
        return valueLength < 0 ? null : bytes(valueAt, valueLength);
    }

    /** In bytes; -1 if the key is null. */
    public int keySize() {
        return keyLength;
    }

    /** In bytes; -1 if the value is null. */
    public int valueSize() {
        return valueLength;
    }

    /** In order, with duplicates. */
    public List<RecordHeader> headers() {
        if (headerCount == 0) {
            return List.of();
        }
        int behind = at;
        at = headersAt;
        List<RecordHeader> headers = new ArrayList<>(headerCount);
        for (int i = 0; i < headerCount; i++) {
            int nameLength = varint(behind);
            String name = new String(bytes(at, nameLength), StandardCharsets.UTF_8);
            at += nameLength;
            int length = varint(behind);
            headers.add(new RecordHeader(name, length < 0 ? null : bytes(at, length)));
            at += Math.max(length, 0);
        }
        at = behind;
        return Collections.unmodifiableList(headers);
    }

    /** The record as it lies in the batch, length and all. */
    ByteBuffer encoded() {
        return body.slice(start, at - start);
    }

    private void skipHeaders(int end) {
        // Two bytes at least for each: no count can make this loop longer than the record.
        if (headerCount < 0 || headerCount > (end - at) / 2) {
            throw broken("A record's count of headers is wrong");
        }
        for (int i = 0; i < headerCount; i++) {
            int nameLength = nullableLength(end);
            if (nameLength < 0) {
                throw broken("A header has no name");
            }
            at += nameLength;
            int length = nullableLength(end);
            at += Math.max(length, 0);
        }
    }

    private int nullableLength(int end) {
        int length = varint(end);
        if (length < -1 || length > end - at) {
            throw broken("A field reaches beyond its record");
        }
        return length;
    }

    private int varint(int end) {
        if (at < end) {
            int first = body.get(at);
            if (first >= 0) {
                at++;
                return (first >>> 1) ^ -(first & 1);
            }
        }
        long value = longer(end, 5);
        if (value >>> 32 != 0) {
            throw broken("A number is too large");
        }
        int raw = (int) value;
        return (raw >>> 1) ^ -(raw & 1);
    }

    private long varlong(int end) {
        long raw = longer(end, 10);
        return (raw >>> 1) ^ -(raw & 1);
    }

    private long longer(int end, int maxBytes) {
        long value = 0;
        for (int i = 0; i < maxBytes; i++) {
            if (at >= end) {
                throw broken("A number reaches beyond its record");
            }
            byte b = body.get(at++);
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw broken("A number is too long");
    }

    private byte[] bytes(int from, int length) {
        byte[] bytes = new byte[length];
        body.get(from, bytes);
        return bytes;
    }

    private InvalidBatchException broken(String what) {
        return new InvalidBatchException(
                Reason.RECORD, what + " (record " + read + " of " + count + ", byte " + at + ")");
    }
}
