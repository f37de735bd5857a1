package io.millrace.broker.http.limits;

import io.millrace.broker.http.problem.Problems;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * Gives a problem document to requests that are no HTTP/1.1, which Reactor Netty answers without a
 * body before any of our code sees them. Owned by its connection's event loop.
 */
final class MalformedRequests extends ChannelDuplexHandler {
    private static final int LINGER_MS = 500;

    private boolean appends;
    private boolean isHead;
    private boolean failedInBody;
    private boolean failed;

    private MalformedRequests() {}

    /** Does nothing on a connection that is HTTP/2 from the start. */
    static void guard(ChannelPipeline pipeline) {
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        if (codec != null) {
            pipeline.addAfter(codec.name(), "millrace.malformedRequests", new MalformedRequests());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            isHead = request.method().equals(HttpMethod.HEAD);
            appends =
                    request.method().equals(HttpMethod.POST)
                            && request.uri().startsWith("/v1/topics/");
        }
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            failed = true;
            failedInBody = !(part instanceof HttpRequest);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse bare && isBare(bare)) {
            FullHttpResponse answer = answer(bare);
            bare.release();
            var _ =
                    context.write(answer)
                            .addListener(
                                    written -> {
                                        if (written.isSuccess()) {
                                            endLater(context, promise);
                                        } else {
                                            promise.tryFailure(written.cause());
                                        }
                                    });
        } else {
            var _ = context.write(message, promise);
        }
    }

    /** Whoever waits for the promise closes: at once, the answer could be lost to a reset. */
    private static void endLater(ChannelHandlerContext context, ChannelPromise promise) {
        context.channel().config().setAutoRead(true); // The codec drops what still comes.
        var _ =
                context.executor()
                        .schedule(() -> promise.trySuccess(), LINGER_MS, TimeUnit.MILLISECONDS);
    }

    private boolean isBare(FullHttpResponse response) {
        int status = response.status().code();
        return !isHead
                && (failed || status == 400)
                && (status == 400 || status == 414 || status == 431)
                && !response.content().isReadable();
    }

    private FullHttpResponse answer(FullHttpResponse bare) {
        Problem problem =
                switch (bare.status().code()) {
                    case 414 ->
                            Problem.of(
                                    ErrorCode.URI_TOO_LONG,
                                    "The request line is longer than "
                                            + ServerLimits.REQUEST_LINE_BYTES_MAX
                                            + " bytes");
                    case 431 ->
                            Problem.of(
                                    ErrorCode.HEADERS_TOO_LARGE,
                                    "The headers are longer than "
                                            + ServerLimits.HEADER_BYTES_MAX
                                            + " bytes");
                    default ->
                            Problem.of(
                                    ErrorCode.INVALID_REQUEST,
                                    failedInBody
                                            ? "The body is not framed as HTTP/1.1 asks for"
                                            : "The request line or a header is malformed");
                };
        if (appends) {
            problem = problem.withOutcome(failedInBody ? Outcome.UNKNOWN : Outcome.NOT_APPENDED);
        }
        byte[] body = Problems.json(problem);
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, bare.status(), Unpooled.wrappedBuffer(body));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }
}
