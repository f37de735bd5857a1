package io.millrace.broker.http.route;

import io.millrace.broker.http.json.JsonBytes;
import io.netty.channel.Channel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Answers whose bytes are ready, and the thread that writes them. */
public final class Replies {
    private static final int LINGER_MS = 500;

    private Replies() {}

    public static Mono<ServerResponse> json(ServerResponse.BodyBuilder answer, JsonBytes body) {
        return bytes(answer.contentType(MediaType.APPLICATION_JSON), body.toByteArray());
    }

    public static Mono<ServerResponse> bytes(ServerResponse.BodyBuilder answer, byte[] body) {
        return answer.contentLength(body.length)
                .body(
                        (out, _) ->
                                out.writeWith(
                                        Mono.fromSupplier(() -> out.bufferFactory().wrap(body))));
    }

    /**
     * The event loop of the request's connection. What partition loops complete is taken on there:
     * they must not do a client's work, and the answer has to go there anyway.
     */
    public static Executor eventLoop(ServerRequest request) {
        return channel(request).eventLoop();
    }

    /** The request's connection, or its stream on one of HTTP/2. */
    public static Channel channel(ServerRequest request) {
        if (server(request) instanceof Connection connection) {
            return connection.channel();
        }
        throw new IllegalStateException("The data plane runs on Reactor Netty only");
    }

    /**
     * What closes the request's connection (of HTTP/2, its stream) a moment after it is run, so
     * that what was written last can still be read: for requests whose body will not be read to its
     * end.
     */
    public static Runnable hangUp(ServerRequest request) {
        Channel channel = channel(request);
        Runnable close =
                () -> {
                    var _ = channel.close();
                };
        return () -> {
            var _ = channel.eventLoop().schedule(close, LINGER_MS, TimeUnit.MILLISECONDS);
        };
    }

    private static Object server(ServerRequest request) {
        ServerHttpRequest http = request.exchange().getRequest();
        return switch (http) {
            case ServerHttpRequestDecorator decorated ->
                    ServerHttpRequestDecorator.getNativeRequest(decorated);
            case AbstractServerHttpRequest plain -> plain.getNativeRequest();
            default -> http;
        };
    }
}
