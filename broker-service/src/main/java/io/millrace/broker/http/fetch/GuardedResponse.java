package io.millrace.broker.http.fetch;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An answer that gives something back once it is written, or can't be. */
record GuardedResponse(ServerResponse answer, Runnable release) implements ServerResponse {
    static ServerResponse of(ServerResponse answer, Runnable release) {
        return new GuardedResponse(answer, release);
    }

    @Override
    public HttpStatusCode statusCode() {
        return answer.statusCode();
    }

    @Override
    public HttpHeaders headers() {
        return answer.headers();
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return answer.cookies();
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return answer.writeTo(exchange, context).doFinally(_ -> release.run());
    }
}
