package io.millrace.broker.http.tail.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes. One owner at a time. */
public final class FrameBuffer {
    private byte[] bytes;
    private int size;

    public FrameBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public FrameBuffer put(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    public FrameBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    public FrameBuffer put(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** The UTF-8 bytes of a text. */
    public FrameBuffer put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The decimal digits of a number that is not negative. */
    public FrameBuffer put(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        room(digits);
        long rest = number;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** What was written, in an array of its own. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
