package io.millrace.internal.network;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers a body that comes in pieces: in one array of the announced length, copied once, or in one
 * that grows where nothing was announced. Owned by the event loop of its stream.
 */
final class BodyBuffer {
    private static final int FIRST_BYTES = 4096;

    private final int bytesMax;
    private byte[] bytes;
    private int size;

    /**
     * @param announced −1 if it was not
     * @throws io.millrace.protocol.MillraceException with {@code body_too_large}
     */
    BodyBuffer(long announced, int bytesMax) {
        this.bytesMax = bytesMax;
        check(announced);
        this.bytes = new byte[(int) (announced < 0 ? Math.min(FIRST_BYTES, bytesMax) : announced)];
    }

    /**
     * @throws io.millrace.protocol.MillraceException with {@code body_too_large}
     */
    void add(ByteBuf piece) {
        int more = piece.readableBytes();
        check((long) size + more);
        if (more > bytes.length - size) {
            long doubled = Math.max(2L * bytes.length, (long) size + more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, bytesMax));
        }
        piece.readBytes(bytes, size, more);
        size += more;
    }

    /** What was gathered. */
    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    private void check(long length) {
        if (length > bytesMax) {
            throw Problem.of(
                            ErrorCode.BODY_TOO_LARGE,
                            "The body has more than " + bytesMax + " bytes")
                    .with("max_bytes", bytesMax)
                    .asException();
        }
    }
}
