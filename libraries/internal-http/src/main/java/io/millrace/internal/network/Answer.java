package io.millrace.internal.network;

import io.millrace.internal.message.ProblemDocuments;
import io.millrace.protocol.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.ByteBuffer;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** What a call is answered: a body, or the problem that stands in its way. */
record Answer(int status, String contentType, List<ByteBuffer> body) {
    private static final String BYTES = "application/octet-stream";

    static Answer of(List<ByteBuffer> body) {
        return new Answer(200, BYTES, body);
    }

    static Answer of(Problem problem) {
        return new Answer(
                problem.status(),
                Problem.MEDIA_TYPE,
                List.of(ByteBuffer.wrap(ProblemDocuments.write(problem))));
    }

    /** Writes it without copying the body. */
    Publisher<Void> sendTo(HttpServerResponse response) {
        ByteBuf bytes = Unpooled.wrappedBuffer(body.toArray(ByteBuffer[]::new));
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.readableBytes()))
                .sendObject(bytes);
    }
}
