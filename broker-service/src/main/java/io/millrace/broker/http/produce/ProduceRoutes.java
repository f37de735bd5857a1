package io.millrace.broker.http.produce;

import static io.millrace.broker.http.route.MediaTypes.JSON;
import static io.millrace.broker.http.route.MediaTypes.JSON_LINES;
import static io.millrace.broker.http.route.MediaTypes.NDJSON;
import static io.millrace.broker.http.route.MediaTypes.RECORD_BATCH;

import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.json.RecordJson;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.broker.http.produce.RequestIdentity.Sequenced;
import io.millrace.broker.http.route.MediaTypes;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The produce operations. Any thread. */
public final class ProduceRoutes implements Routes {
    private static final int RECORDS_MAX = 10_000;
    private static final int LINE_EXTRA_BYTES = 16 * 1024;

    private final Topics topics;
    private final BodyReader bodies;
    private final ByteBudget budget;
    private final Duration streamIdleTimeout;
    private final InstantSource clock;
    private final RecordAppends appends;
    private final WholeRequests wholeRequests;
    private final RawBatches rawBatches;

    public ProduceRoutes(
            Topics topics,
            BodyReader bodies,
            ByteBudget budget,
            Duration streamIdleTimeout,
            InstantSource clock) {
        this.topics = topics;
        this.bodies = bodies;
        this.budget = budget;
        this.streamIdleTimeout = streamIdleTimeout;
        this.clock = clock;
        this.appends = new RecordAppends(topics, clock);
        this.wholeRequests = new WholeRequests(appends);
        this.rawBatches = new RawBatches(topics);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/topics/{topic}/records", this::records),
                Route.post("/v1/topics/{topic}/partitions/{partition}/records", this::records),
                Route.post("/v1/topics/{topic}/events", this::events));
    }

    private Mono<ServerResponse> records(ServerRequest request) {
        ProduceTarget target = ProduceTarget.of(request, topics);
        ProducerHeaders producer = ProducerHeaders.of(request);
        String type = MediaTypes.ofBody(request);
        boolean onePartition = target.fixedPartition().isPresent();
        if (type.equals(RECORD_BATCH) && onePartition) {
            return raw(request, target, producer);
        }
        return switch (type) {
            case JSON -> batch(request, target, producer);
            case NDJSON, JSON_LINES -> lines(request, target, producer);
            default ->
                    throw MediaTypes.unsupported(
                            type,
                            onePartition
                                    ? List.of(JSON, NDJSON, JSON_LINES, RECORD_BATCH)
                                    : List.of(JSON, NDJSON, JSON_LINES));
        };
    }

    private Mono<ServerResponse> batch(
            ServerRequest request, ProduceTarget target, ProducerHeaders producer) {
        return bodies.read(request)
                .flatMap(
                        body ->
                                timed(
                                        request,
                                        wholeRequests.append(
                                                request,
                                                target,
                                                producer,
                                                body,
                                                b ->
                                                        RecordJson.readBatch(
                                                                b.bytes(),
                                                                0,
                                                                b.size(),
                                                                RECORDS_MAX))))
                .flatMap(results -> ProduceAnswers.batch(target, producer, results));
    }

    private Mono<ServerResponse> raw(
            ServerRequest request, ProduceTarget target, ProducerHeaders producer) {
        if (!producer.isNone()) {
            throw Problem.notAppended(
                            ErrorCode.INVALID_REQUEST,
                            "Raw batches are numbered by their own producer id and sequence")
                    .asException();
        }
        return bodies.read(request)
                .flatMap(body -> timed(request, rawBatches.append(request, target, body)));
    }

    private Mono<ServerResponse> events(ServerRequest request) {
        ProduceTarget target = ProduceTarget.ofEvent(request, topics);
        ProducerHeaders producer = ProducerHeaders.of(request);
        EventReader reader = new EventReader(request, RECORDS_MAX);
        return bodies.read(request)
                .flatMap(
                        body ->
                                timed(
                                        request,
                                        wholeRequests.append(
                                                request, target, producer, body, reader::read)))
                .flatMap(
                        results ->
                                reader.isBatch()
                                        ? ProduceAnswers.batch(target, producer, results)
                                        : ProduceAnswers.event(target, producer, results));
    }

    /** Tells the client how much of its wait was ours: from the body's end to the last fsync. */
    private static <T> Mono<T> timed(ServerRequest request, Mono<T> append) {
        long begin = System.nanoTime();
        return append.doOnNext(
                _ ->
                        request.exchange()
                                .getResponse()
                                .getHeaders()
                                .set("Server-Timing", "append;dur=" + millisSince(begin)));
    }

    private static double millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin) / 1_000.0;
    }

    private Mono<ServerResponse> lines(
            ServerRequest request, ProduceTarget target, ProducerHeaders producer) {
        if (producer.key().isPresent()) {
            throw Problem.notAppended(
                            ErrorCode.INVALID_REQUEST,
                            "A stream has no Idempotency-Key: number its lines by Producer-Seq")
                    .asException();
        }
        RequestIdentity identity = producer.identity(request, null);
        int keyless = appends.keylessPartition(target, identity);
        LineTarget lines =
                new LineTarget(
                        target,
                        new RecordPlacement(target, keyless),
                        identity instanceof Sequenced sequenced
                                ? Optional.of(sequenced)
                                : Optional.empty(),
                        target.config().maxMessageBytes() / 3 * 4 + LINE_EXTRA_BYTES,
                        clock);
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_NDJSON)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .body(
                        (out, _) ->
                                out.writeAndFlushWith(
                                        LineStream.receipts(
                                                lines,
                                                topics,
                                                budget,
                                                streamIdleTimeout,
                                                Replies.channel(request),
                                                out.bufferFactory(),
                                                request.exchange().getRequest().getBody(),
                                                Replies.hangUp(request))));
    }
}
