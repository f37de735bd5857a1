package io.millrace.broker.http.produce;

import io.millrace.broker.http.body.Body;
import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.http.json.EnvelopeRead;
import io.millrace.broker.http.json.EnvelopeRead.Envelopes;
import io.millrace.broker.http.json.EnvelopeRead.Malformed;
import io.millrace.broker.http.produce.RequestIdentity.Keyed;
import io.millrace.broker.http.route.Replies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Requests whose records are read, appended and answered together. Any thread. */
final class WholeRequests {
    /** Larger bodies are parsed beside the event loop, which has others to serve. */
    private static final int PARSED_AT_ONCE_BYTES = 256 * 1024;

    private final RecordAppends appends;
    private final RunningKeys runningKeys = new RunningKeys();

    WholeRequests(RecordAppends appends) {
        this.appends = appends;
    }

    /**
     * Reads the body's records with {@code reader} and appends them. Fails with the problem of a
     * body that can't be read. The body is closed in any case.
     */
    Mono<RecordResults> append(
            ServerRequest request,
            ProduceTarget target,
            ProducerHeaders producer,
            Body body,
            Function<Body, EnvelopeRead> reader) {
        Mono<RecordResults> work =
                Mono.fromCompletionStage(() -> start(request, target, producer, body, reader));
        if (body.size() > PARSED_AT_ONCE_BYTES) {
            work = work.subscribeOn(Schedulers.boundedElastic());
        }
        return work.publishOn(Schedulers.fromExecutor(Replies.eventLoop(request)))
                .doFinally(_ -> body.close());
    }

    private CompletableFuture<RecordResults> start(
            ServerRequest request,
            ProduceTarget target,
            ProducerHeaders producer,
            Body body,
            Function<Body, EnvelopeRead> reader) {
        List<Envelope> records =
                switch (reader.apply(body)) {
                    case Envelopes read -> read.envelopes();
                    case Malformed malformed -> throw malformed.problem().asException();
                };
        RequestIdentity identity = producer.identity(request, body);
        if (identity instanceof Keyed keyed) {
            runningKeys.begin(keyed.identity());
            try {
                return appends.append(target, records, identity)
                        .whenComplete((_, _) -> runningKeys.end(keyed.identity()));
            } catch (RuntimeException e) {
                runningKeys.end(keyed.identity());
                throw e;
            }
        }
        return appends.append(target, records, identity);
    }
}
