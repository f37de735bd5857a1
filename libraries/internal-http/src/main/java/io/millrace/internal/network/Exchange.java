package io.millrace.internal.network;

import io.millrace.protocol.MillraceException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call from its beginning to its end, and the handler of its stream. Owned by the client's
 * event loop; the future may be looked at by any thread.
 */
final class Exchange extends ChannelInboundHandlerAdapter {
    private final String path;
    private final List<ByteBuffer> body;
    private final int replyBytesMax;
    private final CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
    private @Nullable Http2StreamChannel stream;
    private @Nullable IncomingReply incoming;

    Exchange(String path, List<ByteBuffer> body, int replyBytesMax) {
        this.path = path;
        this.body = List.copyOf(body);
        this.replyBytesMax = replyBytesMax;
    }

    /** Ends with a {@link CallException} or a {@link MillraceException} if it fails. */
    CompletableFuture<ByteBuffer> reply() {
        return reply;
    }

    void send(Http2StreamChannel opened, String authority) {
        stream = opened;
        if (reply.isDone()) {
            leave();
            return;
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(body.toArray(ByteBuffer[]::new));
        boolean empty = !bytes.isReadable();
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.method("POST").scheme("https").authority(authority).path(path);
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes());
        opened.write(new DefaultHttp2HeadersFrame(headers, empty))
                .addListener(
                        written -> {
                            if (!written.isSuccess()) {
                                fail("The call could not be written", written.cause());
                            }
                        });
        if (!empty) {
            // If this fails, the stream ends, and with it the call.
            var _ = opened.write(new DefaultHttp2DataFrame(bytes, true));
        }
        opened.flush();
    }

    /** Ends the call if it has not ended; whether it may have reached the peer is known here. */
    void fail(String message, @Nullable Throwable cause) {
        if (!reply.isDone()) { // The stream of every call that is answered ends here, too.
            end(
                    wasSent()
                            ? new CallOutcomeUnknownException(message, cause)
                            : new CallNotSentException(message, cause));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            switch (message) {
                case Http2HeadersFrame headers -> onHeaders(headers);
                case Http2DataFrame data -> onData(data);
                default -> {
                    // Window updates and the like: the codec has seen to them.
                }
            }
        } catch (MillraceException e) {
            fail("The answer is too large", e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            Http2Error error = Http2Error.valueOf(reset.errorCode());
            if (error == Http2Error.REFUSED_STREAM) {
                end(new CallNotSentException("The peer refused the stream", null));
            } else {
                fail("The peer gave the call up: " + error, null);
            }
        } else if (event instanceof Http2GoAwayFrame) {
            // Told only to streams that the peer has not begun with.
            end(new CallNotSentException("The peer was closing the connection", null));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail("The connection was closed", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail("The stream failed", cause);
    }

    private void onHeaders(Http2HeadersFrame frame) {
        IncomingReply known = incoming;
        if (known == null) {
            known = IncomingReply.begin(frame.headers(), replyBytesMax);
            incoming = known;
        }
        if (frame.isEndStream()) {
            answer(known);
        }
    }

    private void onData(Http2DataFrame frame) {
        IncomingReply known = incoming;
        if (known == null) {
            fail("The answer has no head", null);
            return;
        }
        known.add(frame.content());
        if (frame.isEndStream()) {
            answer(known);
        }
    }

    private void answer(IncomingReply whole) {
        if (whole.isSuccess()) {
            reply.complete(whole.body());
            leave();
        } else {
            whole.problem()
                    .ifPresentOrElse(
                            problem -> end(problem.asException()),
                            () -> fail("The answer has the status " + whole.status(), null));
        }
    }

    private boolean wasSent() {
        return stream != null && stream.stream().state() != Http2Stream.State.IDLE;
    }

    private void end(RuntimeException failure) {
        if (reply.completeExceptionally(failure)) {
            leave();
        }
    }

    /** If the stream has not ended, this tells the peer that nobody waits any more. */
    private void leave() {
        if (stream != null) {
            var _ = stream.close();
        }
    }
}
