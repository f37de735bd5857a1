package io.millrace.protocol.batch;

import java.nio.ByteBuffer;

/** Zigzag numbers in base 128, the least significant seven bits first. */
final class Varint {
    private Varint() {}

    static int size(long value) {
        long raw = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(raw | 1)) / 7;
    }

    /** Returns the place behind what was written. */
    static int write(long value, byte[] target, int at) {
        long raw = (value << 1) ^ (value >> 63);
        int place = at;
        while ((raw & ~0x7fL) != 0) {
            target[place++] = (byte) (raw | 0x80);
            raw >>>= 7;
        }
        target[place++] = (byte) raw;
        return place;
    }

    /**
     * Reads from the buffer's position on.
     *
     * @throws IllegalArgumentException if it is longer than any long
     * @throws java.nio.BufferUnderflowException if the buffer ends within it
     */
    static long read(ByteBuffer source) {
        long raw = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = source.get();
            raw |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new IllegalArgumentException("A number is too long");
    }
}
