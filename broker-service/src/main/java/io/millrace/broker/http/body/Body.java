package io.millrace.broker.http.body;

import java.nio.ByteBuffer;

/**
 * A request's body. It holds its share of the memory for bodies until it is closed.
 *
 * @param bytes longer than the body: only {@code size} of them count
 */
@SuppressWarnings("ArrayRecordComponent")
public record Body(byte[] bytes, int size, Runnable release) implements AutoCloseable {
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /** Gives the memory's share back; call it once. */
    @Override
    public void close() {
        release.run();
    }
}
