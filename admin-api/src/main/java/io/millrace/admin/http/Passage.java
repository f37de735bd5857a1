package io.millrace.admin.http;

import static java.util.Map.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Carries one request to one server and its answer back, each piece as it comes, and each only as
 * fast as the other side takes it. When the client goes, the request ends. Any thread.
 *
 * <p>Each request has a connection of its own: so a server that can't be reached is told from one
 * that was lost with the request, and nothing is ever sent twice.
 */
final class Passage {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int HEADER_BYTES_MAX = 64 * 1024;
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

    private final HttpClient client =
            HttpClient.create(ConnectionProvider.newConnection())
                    .disableRetry(true)
                    .followRedirect(false)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                    .httpResponseDecoder(spec -> spec.maxHeaderSize(HEADER_BYTES_MAX));

    /**
     * @param origin scheme, host and port, without a slash at the end
     */
    Mono<Void> through(ServerWebExchange exchange, String origin) {
        ServerHttpRequest request = exchange.getRequest();
        return client.headers(headers -> copy(request, headers))
                .request(HttpMethod.valueOf(request.getMethod().name()))
                .uri(origin + target(request))
                .send((_, outbound) -> send(request, outbound))
                .response((answer, body) -> relay(exchange, answer, body))
                .then();
    }

    /** As it was sent: what is escaped stays so. */
    private static String target(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        return request.getURI().getRawPath() + (query == null ? "" : "?" + query);
    }

    private static void copy(ServerHttpRequest request, HttpHeaders headers) {
        var given = request.getHeaders();
        HopHeaders.copyOthers(
                given.headerSet().stream()
                        .flatMap(each -> each.getValue().stream().map(v -> entry(each.getKey(), v)))
                        .toList(),
                given.getOrEmpty("Connection"),
                headers::add);
        headers.remove("Host");
        headers.remove("Expect"); // It was met when the body was first read.
        if (!CorsUtils.isCorsRequest(request)) {
            headers.remove("Origin"); // It is of this origin, which the broker can't know.
        }
    }

    private static NettyOutbound send(ServerHttpRequest request, NettyOutbound outbound) {
        var headers = request.getHeaders();
        boolean hasBody =
                headers.getContentLength() > 0 || headers.containsHeader("Transfer-Encoding");
        return hasBody
                ? outbound.send(request.getBody().map(NettyDataBufferFactory::toByteBuf), _ -> true)
                : outbound;
    }

    private static Mono<Void> relay(
            ServerWebExchange exchange, HttpClientResponse answer, ByteBufFlux body) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(answer.status().code()));
        HopHeaders.copyOthers(
                answer.responseHeaders(),
                answer.responseHeaders().getAll("Connection"),
                response.getHeaders()::add);
        boolean hasBody =
                !exchange.getRequest().getMethod().equals(org.springframework.http.HttpMethod.HEAD)
                        && !WITHOUT_BODY.contains(answer.status().code());
        if (!hasBody) {
            return response.setComplete();
        }
        NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
        return response.writeAndFlushWith(
                body.map(ByteBuf::retain).map(piece -> Mono.just(buffers.wrap(piece))));
    }
}
