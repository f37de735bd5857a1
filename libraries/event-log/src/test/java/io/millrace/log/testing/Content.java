package io.millrace.log.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow; a hole reads as zeros. */
final class Content {
    private byte[] bytes = new byte[0];
    private int size;

    int size() {
        return size;
    }

    int read(ByteBuffer target, long position) {
        int count = (int) Math.min(target.remaining(), Math.max(0, size - position));
        if (count > 0) {
            target.put(bytes, (int) position, count);
        }
        return count;
    }

    void write(long position, byte[] source, int from, int count) {
        int end = (int) position + count;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        System.arraycopy(source, from, bytes, (int) position, count);
        size = Math.max(size, end);
    }

    void cut(int newSize) {
        if (newSize < size) {
            Arrays.fill(bytes, newSize, size, (byte) 0);
            size = newSize;
        }
    }

    void flip(long bit) {
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    }

    Content copy() {
        Content copy = new Content();
        copy.bytes = toBytes();
        copy.size = size;
        return copy;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
