package io.millrace.broker.http.produce;

import io.millrace.broker.http.route.MediaTypes;
import io.millrace.broker.http.route.Places;
import io.millrace.broker.http.route.Query;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordHeader;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.replication.Acks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Where the records of a request go and what their answer waits for.
 *
 * @param fixedPartition the partition that the path names
 * @param trace headers that each record gets which has none of these names
 */
record ProduceTarget(
        Topic topic,
        OptionalInt fixedPartition,
        Acks acks,
        Duration timeout,
        List<RecordHeader> trace) {
    private static final Set<String> PARAMETERS = Set.of("acks", "timeout_ms", "atomic");
    private static final Set<String> EVENT_PARAMETERS =
            Set.of("acks", "timeout_ms", "atomic", "ce");
    private static final int TIMEOUT_MS_MAX = 60_000;
    private static final int TIMEOUT_MS = 30_000;

    /**
     * @throws io.millrace.protocol.MillraceException for an unknown topic or partition, and for
     *     parameters that are not allowed
     */
    static ProduceTarget of(ServerRequest request, Topics topics) {
        return of(request, topics, Query.of(request, PARAMETERS));
    }

    /** The same for a request whose body is an event. */
    static ProduceTarget ofEvent(ServerRequest request, Topics topics) {
        Query query = Query.of(request, EVENT_PARAMETERS);
        if (query.text("ce").isPresent()) {
            query.word("ce", List.of("binary"));
        }
        return of(request, topics, query);
    }

    private static ProduceTarget of(ServerRequest request, Topics topics, Query query) {
        MediaTypes.refuseEncodings(request);
        String acks = query.word("acks", List.of("all", "leader", "none"));
        int timeoutMs = query.integer("timeout_ms", 1, TIMEOUT_MS_MAX, TIMEOUT_MS);
        if (query.flag("atomic")) {
            throw Problem.notAppended(ErrorCode.NOT_IMPLEMENTED, "There are no transactions yet")
                    .asException();
        }
        Topic topic = Places.topic(request, topics);
        boolean fixed = request.pathVariables().containsKey("partition");
        return new ProduceTarget(
                topic,
                fixed
                        ? OptionalInt.of(Places.partitionNumber(request, topic))
                        : OptionalInt.empty(),
                switch (acks) {
                    case "leader" -> Acks.LEADER;
                    case "none" -> Acks.NONE;
                    default -> Acks.ALL;
                },
                Duration.ofMillis(timeoutMs),
                trace(request));
    }

    Partition partition(int number) {
        return topic.partitions().get(number);
    }

    /** Whether every partition that the request may go to keeps the order of its appends. */
    boolean keepsOrder() {
        return fixedPartition.isPresent()
                ? partition(fixedPartition.getAsInt()).keepsOrder()
                : topic.partitions().stream().allMatch(Partition::keepsOrder);
    }

    int partitions() {
        return topic.partitions().size();
    }

    TopicConfig config() {
        return topic.metadata().config();
    }

    /** Whether a partition sees every sequence number of a producer. */
    boolean seesAllNumbers() {
        return fixedPartition.isPresent() || partitions() == 1;
    }

    /** How batches that are built here are stored. */
    Compression compression() {
        return switch (config().compressionType()) {
            case "lz4" -> Compression.LZ4;
            case "zstd" -> Compression.ZSTD;
            default -> Compression.NONE;
        };
    }

    /** A record's headers with the trace of the request behind them, unless it has its own. */
    List<RecordHeader> traced(List<RecordHeader> headers) {
        if (trace.isEmpty()) {
            return headers;
        }
        List<RecordHeader> all = new ArrayList<>(headers);
        for (RecordHeader mine : trace) {
            if (headers.stream().noneMatch(own -> own.name().equalsIgnoreCase(mine.name()))) {
                all.add(mine);
            }
        }
        return all;
    }

    private static List<RecordHeader> trace(ServerRequest request) {
        List<RecordHeader> trace = new ArrayList<>();
        for (String name : List.of("traceparent", "tracestate")) {
            String value = request.headers().firstHeader(name);
            if (value != null && value.length() <= 512) {
                trace.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return List.copyOf(trace);
    }
}
