package io.millrace.internal.network;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which the peer is silent: cut off, hung or gone without a word. Owned by
 * the connection's event loop. It looks four times within the time allowed; after two looks without
 * a byte it sends a PING, which every live peer answers. Looks are counted, not the time: a pause
 * of this process is one look, and condemns nobody.
 */
final class SilenceGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceGuard.class);
    private static final int LOOKS_UNTIL_PING = 2;
    private static final int LOOKS_UNTIL_CLOSE = 4;

    private final long nanosBetweenLooks;
    private boolean heard;
    private int silentLooks;
    private @Nullable Future<?> looking;

    SilenceGuard(Duration silenceMax) {
        this.nanosBetweenLooks = silenceMax.toNanos() / LOOKS_UNTIL_CLOSE;
    }

    /** Begins with the end of the handshake, which has a time limit of its own. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            looking =
                    context.executor()
                            .scheduleWithFixedDelay(
                                    () -> look(context),
                                    nanosBetweenLooks,
                                    nanosBetweenLooks,
                                    TimeUnit.NANOSECONDS);
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (looking != null) {
            looking.cancel(false);
        }
        context.fireChannelInactive();
    }

    private void look(ChannelHandlerContext context) {
        silentLooks = heard ? 0 : silentLooks + 1;
        heard = false;
        if (silentLooks >= LOOKS_UNTIL_CLOSE) {
            LOG.atInfo()
                    .addKeyValue("remote", context.channel().remoteAddress())
                    .log("Peer is silent, connection closed");
            Cut.off(context.channel());
        } else if (silentLooks >= LOOKS_UNTIL_PING) {
            ping(context);
        }
    }

    private static void ping(ChannelHandlerContext context) {
        ChannelHandlerContext codecContext = context.pipeline().context(Http2FrameCodec.class);
        if (codecContext != null && codecContext.handler() instanceof Http2FrameCodec codec) {
            var _ = codec.encoder().writePing(codecContext, false, 0, codecContext.newPromise());
            codecContext.flush();
        }
    }
}
