package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Decompressed bytes: grows with what is written, up to a limit. Owned by one decompression. */
final class Output {
    private static final int MIN_CAPACITY = 4096;

    private final int maxBytes;
    private byte[] bytes;
    private int size;

    Output(int maxBytes, int compressedBytes) {
        this.maxBytes = maxBytes;
        long guess = Math.max(MIN_CAPACITY, compressedBytes * 4L);
        this.bytes = new byte[(int) Math.min(maxBytes, guess)];
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    int limit() {
        return maxBytes;
    }

    int room() {
        return bytes.length - size;
    }

    /** Makes room for so many more bytes. */
    void ensure(long more) {
        long needed = size + more;
        if (needed > maxBytes || more < 0) {
            throw new InvalidBatchException(
                    Reason.TOO_LARGE, "The batch decompresses to more than " + maxBytes + " bytes");
        }
        if (needed > bytes.length) {
            long doubled = Math.min(maxBytes, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
        }
    }

    /** Counts bytes that were written into the array behind {@link #size()}. */
    void advance(int count) {
        size += count;
    }

    void write(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }
}
