package io.millrace.internal.network;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes connections to one peer. Called by the client's event loop. */
final class PeerConnector {
    private final EventLoop loop;
    private final URI peer;
    private final SslContext tls;
    private final ClientSettings settings;

    PeerConnector(EventLoop loop, URI peer, SslContext tls, ClientSettings settings) {
        this.loop = loop;
        this.peer = peer;
        this.tls = tls;
        this.settings = settings;
    }

    /** A connection that takes calls, or why there is none; in time, and on the event loop. */
    CompletableFuture<PeerConnection> connect() {
        CompletableFuture<PeerConnection> ready = new CompletableFuture<>();
        // To look a name up blocks.
        Thread.ofVirtual()
                .name("internal-lookup")
                .start(
                        () -> {
                            var address = new InetSocketAddress(peer.getHost(), peer.getPort());
                            try {
                                loop.execute(() -> dial(address, ready));
                            } catch (RejectedExecutionException e) {
                                ready.completeExceptionally(e); // The network is closed.
                            }
                        });
        TimeoutException late = new TimeoutException("No connection in time");
        var timer =
                loop.schedule(
                        () -> ready.completeExceptionally(late),
                        settings.connectTimeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        var _ = ready.whenComplete((_, _) -> timer.cancel(false));
        return ready;
    }

    private void dial(InetSocketAddress address, CompletableFuture<PeerConnection> ready) {
        if (ready.isDone()) {
            return; // Too late.
        }
        if (address.isUnresolved()) {
            ready.completeExceptionally(new UnknownHostException(peer.getHost()));
            return;
        }
        var connecting =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .handler(pipeline(ready))
                        .connect(address);
        connecting.addListener(
                connected -> {
                    if (!connected.isSuccess()) {
                        ready.completeExceptionally(connected.cause());
                    }
                });
        var _ =
                ready.whenComplete(
                        (_, failure) -> {
                            if (failure != null) {
                                var _ = connecting.channel().close();
                            }
                        });
    }

    private ChannelHandler pipeline(CompletableFuture<PeerConnection> ready) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(tls.newHandler(channel.alloc(), peer.getHost(), peer.getPort()))
                        .addLast(new SilenceGuard(settings.silenceMax()))
                        .addLast(
                                Http2FrameCodecBuilder.forClient()
                                        .initialSettings(Http2Limits.client())
                                        // Closing waits for the calls, which end by themselves.
                                        .gracefulShutdownTimeoutMillis(-1)
                                        .build())
                        .addLast(new Http2MultiplexHandler(new UnaskedStream()))
                        .addLast(new PeerConnection(channel, peer.getAuthority(), ready));
            }
        };
    }

    /** The peer is told not to open streams of its own. */
    @ChannelHandler.Sharable
    private static final class UnaskedStream extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            var _ = context.close();
        }
    }
}
