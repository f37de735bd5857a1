package io.millrace.broker.http.limits;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which no request has begun for too long. Sockets that send nothing, or a
 * byte of a head now and then, would else take the places of all others, without any credentials.
 * From a request's head to the end of its answer the time does not run: bodies and streams have
 * limits of their own. Owned by the connection's event loop.
 */
final class RequestAwaited extends ChannelDuplexHandler {
    private final Duration patience;
    private @Nullable Future<?> end;
    private int underWay;
    private int lastStream = -1;

    private RequestAwaited(Duration patience) {
        this.patience = patience;
    }

    static void guard(ChannelPipeline pipeline, Duration patience) {
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        if (codec != null) {
            pipeline.addAfter(
                    codec.name(), "millrace.requestAwaited", new RequestAwaited(patience));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        begin(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            underWay++;
            stop();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message) && --underWay == 0) {
            begin(context);
        }
        var _ = context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void begin(ChannelHandlerContext context) {
        stop();
        Runnable over = () -> over(context);
        end = context.executor().schedule(over, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    private void over(ChannelHandlerContext context) {
        Http2FrameCodec http2 = context.pipeline().get(Http2FrameCodec.class);
        if (http2 != null && !isIdle(http2.connection())) {
            begin(context);
            return;
        }
        var _ = context.close();
    }

    /** Whether nothing is under way, and nothing was since the last look. */
    private boolean isIdle(Http2Connection connection) {
        int before = lastStream;
        lastStream = connection.remote().lastStreamCreated();
        return connection.numActiveStreams() == 0 && lastStream == before;
    }
}
