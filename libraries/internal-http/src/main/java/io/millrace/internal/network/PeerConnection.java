package io.millrace.internal.network;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the peer; the last handler of its pipeline. Owned by the client's event loop.
 *
 * <p>It is ready with the peer's SETTINGS, not with the end of the handshake: in TLS 1.3 a server
 * refuses the client's certificate when the client thinks that it is done, and whatever was sent by
 * then would have an unknown outcome.
 */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private final Channel channel;
    private final String authority;
    private final CompletableFuture<PeerConnection> ready;
    private boolean leaving;

    PeerConnection(Channel channel, String authority, CompletableFuture<PeerConnection> ready) {
        this.channel = channel;
        this.authority = authority;
        this.ready = ready;
    }

    /** Whether a call that begins now has a chance. */
    boolean takesCalls() {
        return !leaving && channel.isActive();
    }

    void begin(Exchange exchange) {
        new Http2StreamChannelBootstrap(channel)
                .handler(exchange)
                .open()
                .addListener(
                        opened -> {
                            if (opened.isSuccess()) {
                                exchange.send((Http2StreamChannel) opened.getNow(), authority);
                            } else {
                                exchange.fail("No stream could be opened", opened.cause());
                            }
                        });
    }

    /** Ends the connection at once, and with it all calls on it. */
    void cut() {
        Cut.off(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2SettingsFrame) {
            if (ready.complete(this)) {
                LOG.atInfo().addKeyValue("peer", authority).log("Connected to peer");
            }
        } else if (message instanceof Http2GoAwayFrame) {
            // What the peer has begun with may end; new calls go over a new connection.
            leaving = true;
            var _ = context.close();
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            ready.completeExceptionally(handshake.cause());
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!ready.completeExceptionally(cause)) {
            LOG.atDebug().addKeyValue("peer", authority).setCause(cause).log("Connection failed");
        }
        cut();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leaving = true;
        if (!ready.completeExceptionally(new ClosedChannelException())) {
            LOG.atInfo().addKeyValue("peer", authority).log("Connection to peer closed");
        }
    }
}
