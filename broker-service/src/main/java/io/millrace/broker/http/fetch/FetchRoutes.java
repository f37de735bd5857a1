package io.millrace.broker.http.fetch;

import static io.millrace.broker.http.route.MediaTypes.CLOUD_EVENTS;
import static io.millrace.broker.http.route.MediaTypes.JSON;
import static io.millrace.broker.http.route.MediaTypes.NDJSON;
import static io.millrace.broker.http.route.MediaTypes.RECORD_BATCH;

import io.millrace.broker.http.fetch.PartitionReads.Read;
import io.millrace.broker.http.limits.AtLatestOnClose;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.broker.http.route.MediaTypes;
import io.millrace.broker.http.route.Places;
import io.millrace.broker.http.route.Query;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.broker.partition.FetchOutcome.Empty;
import io.millrace.broker.partition.FetchOutcome.Fetched;
import io.millrace.broker.partition.FetchOutcome.Refused;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.log.CorruptRecordException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The fetch operations. Any thread; what blocks goes to virtual threads. */
public final class FetchRoutes implements Routes {
    private static final List<String> PAGE_TYPES =
            List.of(JSON, NDJSON, CLOUD_EVENTS, RECORD_BATCH);

    private final Topics topics;
    private final ByteBudget budget;
    private final Executor virtualThreads;

    /**
     * @param budget for answers that are being made and written
     */
    public FetchRoutes(Topics topics, ByteBudget budget, Executor virtualThreads) {
        this.topics = topics;
        this.budget = budget;
        this.virtualThreads = virtualThreads;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/topics/{topic}/partitions/{partition}/records", this::page),
                Route.get("/v1/topics/{topic}/partitions/{partition}/records/{offset}", this::one),
                Route.get("/v1/topics/{topic}/offsets", this::offsets));
    }

    private Mono<ServerResponse> page(ServerRequest request) {
        Topic topic = Places.topic(request, topics);
        Partition partition = topic.partitions().get(Places.partitionNumber(request, topic));
        FetchQuery query = FetchQuery.of(request);
        String type = MediaTypes.accepted(request, PAGE_TYPES);
        Channel channel = Replies.channel(request);
        FetchPages pages = new FetchPages(request, topic.metadata(), partition, query, type);
        return blocking(
                        () -> {
                            Read read = PartitionReads.fetch(partition, query);
                            return switch (read.outcome()) {
                                case Fetched fetched ->
                                        withBudget(
                                                channel,
                                                pages.memoryFor(fetched.slice()),
                                                () -> page(partition, pages, read, fetched));
                                case Empty(Offsets offsets) ->
                                        new Answer(
                                                pages.of(read.offset(), Optional.empty(), offsets),
                                                () -> {});
                                case Refused(Problem problem) ->
                                        throw problem.with("topic", topic.metadata().name().value())
                                                .with("partition", partition.id().partition())
                                                .asException();
                            };
                        })
                .flatMap(
                        answer -> answer.response().map(r -> GuardedResponse.of(r, answer.give())));
    }

    private static Mono<ServerResponse> page(
            Partition partition, FetchPages pages, Read read, Fetched fetched) {
        try {
            return pages.of(read.offset(), Optional.of(fetched.slice()), fetched.offsets());
        } catch (CorruptRecordException cutShort) {
            throw partition.damaged(read.offset(), cutShort).asException();
        }
    }

    /** An answer, and what gives the memory back that it holds until it is written. */
    private record Answer(Mono<ServerResponse> response, Runnable give) {}

    private Answer withBudget(Channel channel, long bytes, Supplier<Mono<ServerResponse>> make) {
        if (!budget.tryTake(bytes)) {
            throw Problem.of(ErrorCode.OVERLOADED, "There is no memory left for answers right now")
                    .asException();
        }
        Runnable give = AtLatestOnClose.of(channel, () -> budget.give(bytes));
        try {
            return new Answer(make.get(), give);
        } catch (RuntimeException e) {
            give.run();
            throw e;
        }
    }

    private Mono<ServerResponse> one(ServerRequest request) {
        Topic topic = Places.topic(request, topics);
        int partition = Places.partitionNumber(request, topic);
        long offset = FetchQuery.offset("offset", request.pathVariable("offset"));
        Query query = Query.of(request, Set.of("as", "encoding"));
        if (query.text("encoding").isPresent()) {
            query.word("encoding", List.of("base64"));
        }
        if (query.text("as").isPresent()) {
            query.word("as", List.of("envelope", "value"));
        }
        SingleRecord record = new SingleRecord(topic.metadata(), partition, offset);
        String shape = query.text("as").orElseGet(() -> shape(request));
        if (record.isKnownTo(request, shape)) {
            return record.notModified(shape);
        }
        return blocking(
                        () ->
                                record.answer(
                                        topic.partitions().get(partition),
                                        shape,
                                        query.text("encoding").isPresent()))
                .flatMap(answer -> answer);
    }

    private static String shape(ServerRequest request) {
        boolean json =
                MediaTypes.wanted(request).stream()
                        .anyMatch(type -> type.toString().startsWith(JSON));
        return json ? "envelope" : "value";
    }

    private Mono<ServerResponse> offsets(ServerRequest request) {
        Topic topic = Places.topic(request, topics);
        String at = Query.of(request, Set.of("at")).text("at").orElse("latest");
        return blocking(() -> OffsetLists.at(topic, at)).flatMap(answer -> answer);
    }

    private <T> Mono<T> blocking(Supplier<T> work) {
        // Not a scheduler of Reactor's: it would interrupt the thread when the client leaves.
        return Mono.fromFuture(() -> CompletableFuture.supplyAsync(work, virtualThreads));
    }
}
