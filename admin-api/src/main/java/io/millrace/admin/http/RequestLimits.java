package io.millrace.admin.http;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Takes the headers and request lines that brokers take: cursors can be long. */
@Order(Ordered.LOWEST_PRECEDENCE) // After Boot's own, which would put its defaults back.
public final class RequestLimits
        implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    static final int HEADER_BYTES_MAX = 32 * 1024;
    private static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(
                server ->
                        server.httpRequestDecoder(
                                spec ->
                                        spec.maxHeaderSize(HEADER_BYTES_MAX)
                                                .maxInitialLineLength(REQUEST_LINE_BYTES_MAX)));
    }
}
