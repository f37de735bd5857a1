package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;
import java.nio.ByteBuffer;
import java.util.List;

/** Answers calls. It runs on a virtual thread and may block; it is never interrupted. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * The answer, in pieces that nobody changes any more.
     *
     * @param caller as its certificate says
     * @throws io.millrace.protocol.MillraceException which becomes the answer
     * @throws Exception any other, which is logged and answered with {@code internal}
     */
    List<ByteBuffer> handle(NodeId caller, ByteBuffer body) throws Exception;
}
