package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.limits.AtLatestOnClose;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.channel.Channel;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Pages on their way to their readers. Those that clients are slow to take must not fill the heap:
 * beyond the budget there are none. Any thread.
 */
public final class PageAnswers {
    private final ByteBudget budget;

    PageAnswers(ByteBudget budget) {
        this.budget = budget;
    }

    /** Fails with {@code overloaded}. */
    public Mono<ServerResponse> json(Channel channel, JsonBytes document) {
        int size = document.size();
        if (!budget.tryTake(size)) {
            return Mono.error(
                    Problem.of(ErrorCode.OVERLOADED, "Too many pages wait for their readers")
                            .asException());
        }
        Runnable give = AtLatestOnClose.of(channel, () -> budget.give(size));
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .contentLength(size)
                .body(
                        (out, _) ->
                                out.writeWith(
                                                Mono.fromSupplier(
                                                        () ->
                                                                out.bufferFactory()
                                                                        .wrap(document.view())))
                                        .doFinally(_ -> give.run()));
    }
}
