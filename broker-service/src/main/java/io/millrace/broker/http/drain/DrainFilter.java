package io.millrace.broker.http.drain;

import io.millrace.broker.http.scope.DataPlanePaths;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses new requests of the data plane once the process is about to stop: their clients go to
 * another broker while it finishes what it has begun. Streams are told in their own way. Any
 * thread.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 50)
public final class DrainFilter implements WebFilter, SmartLifecycle {
    private volatile boolean running;
    private volatile boolean draining;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        boolean refused = draining && DataPlanePaths.cover(request) && !isForStream(request);
        return refused
                ? Mono.error(
                        Problem.of(ErrorCode.BROKER_DRAINING, "This broker is shutting down")
                                .asException())
                : chain.filter(exchange);
    }

    private static boolean isForStream(ServerHttpRequest request) {
        return request.getMethod().equals(HttpMethod.GET) && DataPlanePaths.areOfTails(request);
    }

    @Override
    public void start() {
        running = true;
        draining = false;
    }

    @Override
    public void stop() {
        draining = true;
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After leaders were handed over, and before everything else stops, the streams too. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
