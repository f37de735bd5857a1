package io.millrace.broker.http.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A growing buffer of JSON in UTF-8. Has one owner; the caller places commas and brackets. */
public final class JsonBytes {
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] MIN_LONG = ascii("-9223372036854775808");
    private static final byte[] NULL = ascii("null");

    private byte[] bytes;
    private int size;

    public JsonBytes(int initialBytes) {
        this.bytes = new byte[Math.max(16, initialBytes)];
    }

    /** The bytes of an ASCII text, for constants that are given to {@link #raw(byte[])}. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public int size() {
        return size;
    }

    /** Forgets what was written after {@code newSize} bytes. */
    public void cutTo(int newSize) {
        if (newSize > size) {
            throw new IllegalArgumentException("Only " + size + " bytes, not " + newSize);
        }
        size = newSize;
    }

    /** What was written, without a copy; writing on, or cutting, spoils it. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public JsonBytes raw(byte b) {
        ensure(1);
        bytes[size++] = b;
        return this;
    }

    /** Appends a single ASCII character. */
    public JsonBytes raw(char ascii) {
        return raw((byte) ascii);
    }

    public JsonBytes raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    public JsonBytes raw(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    public JsonBytes raw(ByteBuffer source) {
        int length = source.remaining();
        ensure(length);
        source.get(source.position(), bytes, size, length);
        size += length;
        return this;
    }

    public JsonBytes nullLiteral() {
        return raw(NULL);
    }

    public JsonBytes number(long value) {
        if (value == Long.MIN_VALUE) {
            return raw(MIN_LONG);
        }
        ensure(20);
        if (value < 0) {
            bytes[size++] = '-';
            value = -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        size += digits;
        for (int at = size - 1; digits > 0; digits--, at--) {
            bytes[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        return this;
    }

    /** Appends a JSON string. Lone surrogates become question marks, since UTF-8 has none. */
    public JsonBytes string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /** Appends valid UTF-8 as a JSON string. */
    public JsonBytes string(byte[] utf8, int from, int length) {
        ensure(length + 2);
        bytes[size++] = '"';
        int end = from + length;
        int run = from;
        for (int at = from; at < end; at++) {
            byte b = utf8[at];
            if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
                raw(utf8, run, at - run);
                escape(b);
                run = at + 1;
            }
        }
        raw(utf8, run, end - run);
        return raw('"');
    }

    public JsonBytes base64(ByteBuffer source) {
        ByteBuffer encoded = Base64.getEncoder().encode(source.duplicate());
        ensure(encoded.remaining() + 2);
        bytes[size++] = '"';
        raw(encoded);
        return raw('"');
    }

    /** Appends a valid JSON text on one line: newlines between its tokens become spaces. */
    public JsonBytes singleLine(byte[] source, int from, int length) {
        int start = size;
        raw(source, from, length);
        for (int at = start; at < size; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                bytes[at] = ' ';
            }
        }
        return this;
    }

    /** Appends an RFC 3339 string in UTC with milliseconds, for instance in the years 0 to 9999. */
    public JsonBytes timestamp(long epochMs) {
        ensure(40);
        bytes[size++] = '"';
        size = Timestamps.write(epochMs, bytes, size);
        bytes[size++] = '"';
        return this;
    }

    private void escape(byte b) {
        ensure(6);
        bytes[size++] = '\\';
        switch (b) {
            case '"', '\\' -> bytes[size++] = b;
            case '\n' -> bytes[size++] = 'n';
            case '\r' -> bytes[size++] = 'r';
            case '\t' -> bytes[size++] = 't';
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[b >> 4];
                bytes[size++] = HEX[b & 15];
            }
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            int wanted = Math.addExact(size, more);
            bytes =
                    Arrays.copyOf(
                            bytes, Math.max(wanted, (int) Math.min(2L * bytes.length, 1 << 30)));
        }
    }
}
