package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records in a growing array, behind room for a header. Owned by one builder. */
final class RecordWriter {
    private static final int MAX_VARINT = 5;

    private byte[] bytes;
    private int size = BatchLayout.RECORDS;

    RecordWriter(int initialCapacity) {
        bytes = new byte[Math.max(initialCapacity, BatchLayout.RECORDS)];
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Lengths of fields, without their bytes. */
    static int bodySize(
            long timestampDelta,
            int offsetDelta,
            int keyLength,
            int valueLength,
            List<RecordHeader> headers) {
        int body =
                1
                        + Varint.size(timestampDelta)
                        + Varint.size(offsetDelta)
                        + fieldSize(keyLength)
                        + fieldSize(valueLength)
                        + Varint.size(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            RecordHeader header = headers.get(i);
            byte[] value = header.value();
            body +=
                    fieldSize(utf8Length(header.name()))
                            + fieldSize(value == null ? -1 : value.length);
        }
        return body;
    }

    void begin(int bodySize, long timestampDelta, int offsetDelta) {
        ensure(MAX_VARINT + bodySize);
        number(bodySize);
        bytes[size++] = 0;
        number(timestampDelta);
        number(offsetDelta);
    }

    void field(byte @Nullable [] field) {
        if (field == null) {
            number(-1);
            return;
        }
        number(field.length);
        System.arraycopy(field, 0, bytes, size, field.length);
        size += field.length;
    }

    void field(@Nullable ByteBuffer field) {
        if (field == null) {
            number(-1);
            return;
        }
        int length = field.remaining();
        number(length);
        field.get(field.position(), bytes, size, length);
        size += length;
    }

    void headers(List<RecordHeader> headers) {
        number(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            RecordHeader header = headers.get(i);
            field(header.name().getBytes(StandardCharsets.UTF_8));
            field(header.value());
        }
    }

    /** Bytes as they are. */
    void raw(ByteBuffer encoded) {
        int length = encoded.remaining();
        ensure(length);
        encoded.get(encoded.position(), bytes, size, length);
        size += length;
    }

    private void number(long value) {
        size = Varint.write(value, bytes, size);
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            int doubled = (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16);
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
    }

    private static int fieldSize(int length) {
        return Varint.size(length) + Math.max(length, 0);
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
            length++;
        }
        return length;
    }
}
