package io.millrace.broker.http.limits;

import io.millrace.broker.http.auth.Caller;
import io.millrace.broker.http.scope.DataPlanePaths;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Bounds the requests and streams that one principal has open at a time. Any thread. */
@Order(Ordered.HIGHEST_PRECEDENCE + 200)
public final class ClientLimitFilter implements WebFilter {
    private final int requestsMax;
    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();

    public ClientLimitFilter(int requestsMax) {
        this.requestsMax = requestsMax;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!DataPlanePaths.cover(exchange.getRequest())) {
            return chain.filter(exchange);
        }
        String client = Caller.of(exchange).name();
        return Mono.defer(
                () -> {
                    if (open.merge(client, 1, Integer::sum) > requestsMax) {
                        leave(client);
                        return Mono.error(tooMany());
                    }
                    return chain.filter(exchange).doFinally(_ -> leave(client));
                });
    }

    /** Requests of one principal that are open now. */
    public int openOf(String principal) {
        return open.getOrDefault(principal, 0);
    }

    private void leave(String client) {
        open.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }

    private RuntimeException tooMany() {
        return Problem.of(
                        ErrorCode.QUOTA_EXCEEDED,
                        "There are " + requestsMax + " open requests of this principal")
                .with("quota", "requests")
                .asException();
    }
}
