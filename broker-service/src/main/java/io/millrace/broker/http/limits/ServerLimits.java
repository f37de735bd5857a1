package io.millrace.broker.http.limits;

import io.millrace.broker.http.problem.Problems;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * Bounds what the server takes before a request is known: connections, headers and request line. It
 * speaks HTTP/1.1 and, without TLS, HTTP/2 by prior knowledge.
 */
@Order(Ordered.LOWEST_PRECEDENCE) // After Boot's own, which would put its defaults back.
public final class ServerLimits
        implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    static final int HEADER_BYTES_MAX = 32 * 1024;
    static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;
    private static final int STREAM_WINDOW_BYTES = 256 * 1024;
    private static final int LINGER_MS = 500;

    private final int connectionsMax;
    private final Duration idleTimeout;
    private final AtomicInteger connections = new AtomicInteger();

    public ServerLimits(int connectionsMax, Duration idleTimeout) {
        this.connectionsMax = connectionsMax;
        this.idleTimeout = idleTimeout;
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(this::apply);
    }

    /** The same for a server that is made without Boot. */
    public HttpServer apply(HttpServer server) {
        HttpServer limited =
                server.httpRequestDecoder(
                                spec ->
                                        spec.maxHeaderSize(HEADER_BYTES_MAX)
                                                .maxInitialLineLength(REQUEST_LINE_BYTES_MAX))
                        .http2Settings(
                                settings ->
                                        settings.initialWindowSize(STREAM_WINDOW_BYTES)
                                                .maxHeaderListSize(HEADER_BYTES_MAX)
                                                .maxConcurrentStreams(256))
                        .doOnChannelInit(
                                (_, channel, _) -> {
                                    count(channel);
                                    MalformedRequests.guard(channel.pipeline());
                                    UpgradesWithoutBody.guard(channel.pipeline());
                                    RequestAwaited.guard(channel.pipeline(), idleTimeout);
                                });
        boolean tls = server.configuration().isSecure();
        return tls ? limited : limited.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C);
    }

    public int connections() {
        return connections.get();
    }

    private void count(Channel channel) {
        if (!(channel instanceof SocketChannel)) {
            return; // A stream of an HTTP/2 connection, which is counted.
        }
        boolean tooMany = connections.incrementAndGet() > connectionsMax;
        channel.closeFuture().addListener(_ -> connections.decrementAndGet());
        if (tooMany) {
            channel.pipeline().addFirst(new TurnedAway());
        }
    }

    /** Answers a connection without reading a byte of it. */
    private static final class TurnedAway extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            byte[] body =
                    Problems.json(
                            Problem.of(ErrorCode.OVERLOADED, "There are too many connections"));
            String head =
                    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: "
                            + Problem.MEDIA_TYPE
                            + "\r\nContent-Length: "
                            + body.length
                            + "\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
            context.channel().config().setAutoRead(false);
            var _ =
                    context.writeAndFlush(
                            Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body));
            // Closed at once, the answer could be lost to a reset.
            Runnable close =
                    () -> {
                        var _ = context.channel().close();
                    };
            var _ = context.executor().schedule(close, LINGER_MS, TimeUnit.MILLISECONDS);
        }
    }
}
