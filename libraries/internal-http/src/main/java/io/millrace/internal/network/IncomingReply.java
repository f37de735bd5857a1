package io.millrace.internal.network;

import io.millrace.internal.message.ProblemDocuments;
import io.millrace.protocol.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An answer that is coming in. Owned by the event loop of its stream.
 *
 * @param status 0 if it was none
 */
record IncomingReply(int status, boolean isProblem, BodyBuffer gathered) {
    /**
     * @throws io.millrace.protocol.MillraceException with {@code body_too_large}
     */
    static IncomingReply begin(Http2Headers headers, int bytesMax) {
        CharSequence status = headers.status();
        CharSequence type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        long announced = headers.getLong(HttpHeaderNames.CONTENT_LENGTH, -1);
        return new IncomingReply(
                status == null ? 0 : Integer.parseInt(status.toString()),
                type != null && type.toString().startsWith(Problem.MEDIA_TYPE),
                new BodyBuffer(announced, bytesMax));
    }

    /**
     * @throws io.millrace.protocol.MillraceException with {@code body_too_large}
     */
    void add(ByteBuf piece) {
        gathered.add(piece);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    ByteBuffer body() {
        return gathered.content();
    }

    /** The peer's refusal, if the answer is one. */
    Optional<Problem> problem() {
        if (!isProblem) {
            return Optional.empty();
        }
        ByteBuffer bytes = body();
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return ProblemDocuments.read(exact);
    }
}
