package io.millrace.internal.network;

import io.millrace.internal.identity.NodeCertificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Listens for the other nodes of the cluster: HTTP/2 only, and only who has a certificate of a node
 * is heard. Made by {@link InternalNetwork#listen}.
 */
public final class InternalServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 1_000;
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(5);
    private static final Duration BIND_MAX = Duration.ofSeconds(10);

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ServerSettings settings;
    private final PeerConnections peers;
    private final CallRunner runner;
    private final DisposableServer server;

    InternalServer(
            LoopResources loops,
            NodeCertificates certificates,
            ServerSettings settings,
            Routes routes,
            PeerListener listener) {
        this.settings = settings;
        this.peers = new PeerConnections(listener);
        this.runner = new CallRunner(settings.callsMax());
        Dispatcher dispatcher = new Dispatcher(routes, runner);
        this.server =
                HttpServer.create()
                        .bindAddress(() -> new InetSocketAddress(settings.host(), settings.port()))
                        .runOn(loops, false)
                        .protocol(HttpProtocol.H2)
                        .secure(
                                tls ->
                                        tls.sslContext(certificates.server())
                                                .handshakeTimeout(HANDSHAKE_MAX))
                        .http2Settings(Http2Limits::applyTo)
                        .maxConnections(CONNECTIONS_MAX)
                        // With a group, whatever is in it, HTTP/2 waits for streams when it closes.
                        .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .doOnChannelInit((_, channel, _) -> init(channel))
                        .handle(dispatcher::dispatch)
                        .bindNow(BIND_MAX);
    }

    public int port() {
        return server.port();
    }

    /**
     * Takes no more connections and no more calls, waits a little for what is running, and then
     * cuts the connections. Handlers that still run are left to end by themselves.
     */
    @Override
    public void close() {
        server.dispose();
        server.onDispose().block(BIND_MAX);
        connections.close().awaitUninterruptibly(settings.closePatience().toMillis());
        connections.forEach(Cut::off);
        runner.close(settings.closePatience());
    }

    private void init(Channel channel) {
        if (!(channel instanceof SocketChannel)) {
            return; // A stream of a connection.
        }
        connections.add(channel);
        String tls = channel.pipeline().context(SslHandler.class).name();
        channel.pipeline()
                .addAfter(tls, null, new PeerWatch(peers))
                .addAfter(tls, null, new SilenceGuard(settings.silenceMax()));
    }
}
