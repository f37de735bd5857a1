package io.millrace.broker.forward.wire;

import io.millrace.internal.message.Messages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A body of a head and of bytes behind it, which are not copied: the head's length in four bytes,
 * the head, the rest.
 *
 * @param rest from position to limit
 */
record Framed<H>(H head, ByteBuffer rest) {

    static List<ByteBuffer> write(Object head, List<ByteBuffer> rest) {
        ByteBuffer written = Messages.write(head);
        List<ByteBuffer> pieces = new ArrayList<>(rest.size() + 2);
        pieces.add(ByteBuffer.allocate(Integer.BYTES).putInt(written.remaining()).flip());
        pieces.add(written);
        pieces.addAll(rest);
        return pieces;
    }

    /**
     * @throws IllegalArgumentException if the body ends before its head
     * @throws io.millrace.internal.message.UnreadableMessageException if the head is none
     */
    static <H> Framed<H> read(ByteBuffer body, Class<H> type) {
        ByteBuffer left = body.slice();
        if (left.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("A body of " + left.remaining() + " bytes");
        }
        int length = left.getInt();
        if (length < 0 || length > left.remaining()) {
            throw new IllegalArgumentException("A head of " + length + " bytes is not all there");
        }
        ByteBuffer head = left.slice(left.position(), length);
        ByteBuffer rest = left.slice(left.position() + length, left.remaining() - length);
        return new Framed<>(Messages.read(head, type), rest);
    }
}
