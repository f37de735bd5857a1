package io.millrace.broker.http.route;

import io.millrace.broker.http.json.JsonBytes;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/** Answers whose bytes are ready, and the thread that writes them. */
public final class Replies {
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
        ServerHttpRequest http = request.exchange().getRequest();
        Object server =
                switch (http) {
                    case ServerHttpRequestDecorator decorated ->
                            ServerHttpRequestDecorator.getNativeRequest(decorated);
                    case AbstractServerHttpRequest plain -> plain.getNativeRequest();
                    default -> http;
                };
        if (server instanceof Connection connection) {
            EventLoop loop = connection.channel().eventLoop();
            return loop;
        }
        Scheduler parallel = Schedulers.parallel();
        return parallel::schedule;
    }
}
