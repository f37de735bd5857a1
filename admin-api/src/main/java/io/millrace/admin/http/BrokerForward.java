package io.millrace.admin.http;

import io.millrace.admin.problem.Problems;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.metadata.BrokerMetadata;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Passes the requests of the data plane on to a broker, so that console and API are one origin. The
 * broker does what it does for its own clients: it alone says who may do what. Any thread.
 *
 * <p>A request goes to another broker only if no connection to the first could be made: else it may
 * have been acted on.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
public final class BrokerForward implements WebFilter {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerForward.class);

    // Matched as the brokers' routes are: spelled /%76%31, a path is still one of these.
    private static final List<PathPattern> DATA_PLANE =
            List.of(
                    PathPatternParser.defaultInstance.parse("/v1/**"),
                    PathPatternParser.defaultInstance.parse("/v2/**"));
    private static final int OPEN_MAX = 2_000;

    private final Supplier<List<BrokerMetadata>> brokers;
    private final Passage passage = new Passage();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param brokers all that are known at the moment
     */
    public BrokerForward(Supplier<List<BrokerMetadata>> brokers) {
        this.brokers = brokers;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        if (DATA_PLANE.stream().noneMatch(pattern -> pattern.matches(path))) {
            return chain.filter(exchange);
        }
        return Mono.defer(
                () -> {
                    Mono<Void> passed =
                            open.incrementAndGet() > OPEN_MAX
                                    ? refuse(
                                            exchange,
                                            Problem.notAppended(
                                                    ErrorCode.OVERLOADED,
                                                    "There are too many open requests"))
                                    : forward(exchange, live().iterator());
                    return passed.doFinally(_ -> open.decrementAndGet());
                });
    }

    /** The live brokers, each time another one first. */
    private List<BrokerMetadata> live() {
        List<BrokerMetadata> live =
                new ArrayList<>(brokers.get().stream().filter(broker -> !broker.fenced()).toList());
        Collections.rotate(live, turn.getAndIncrement());
        return live;
    }

    private Mono<Void> forward(ServerWebExchange exchange, Iterator<BrokerMetadata> candidates) {
        if (!candidates.hasNext()) {
            return refuse(
                    exchange,
                    Problem.notAppended(
                            ErrorCode.LEADER_NOT_AVAILABLE,
                            "No broker can be reached at the moment"));
        }
        BrokerMetadata broker = candidates.next();
        return passage.through(exchange, broker.httpUrl())
                .onErrorResume(failure -> failed(exchange, broker, failure, candidates));
    }

    private Mono<Void> failed(
            ServerWebExchange exchange,
            BrokerMetadata broker,
            Throwable failure,
            Iterator<BrokerMetadata> others) {
        LOG.atDebug()
                .addKeyValue("brokerId", broker.id())
                .addKeyValue("error", failure.toString())
                .log("A request could not be passed on");
        if (exchange.getResponse().isCommitted()) {
            // All that is left is to end the answer where it is: the client sees that it is cut.
            return Mono.error(failure);
        }
        return isUnreachable(failure)
                ? forward(exchange, others)
                : refuse(
                        exchange,
                        Problem.unknownOutcome(
                                ErrorCode.LEADER_NOT_AVAILABLE,
                                "Broker " + broker.id() + " was lost before it answered"));
    }

    private static boolean isUnreachable(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException;
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        Problems.addHeaders(response.getHeaders(), problem);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(Problems.json(problem))));
    }
}
