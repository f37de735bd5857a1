package io.millrace.broker.http.fetch;

import io.millrace.broker.http.json.Timestamps;
import io.millrace.broker.http.route.Query;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What a fetch asks for.
 *
 * @param maxBytes of the log, soft: one batch is always read
 * @param maxWait how long it may wait for {@code minBytes}
 */
record FetchQuery(
        Start start,
        int maxRecords,
        int maxBytes,
        int minBytes,
        Duration maxWait,
        OptionalInt lastEpoch,
        boolean base64) {
    static final int BYTES_MAX = 10 << 20;

    private static final Set<String> PARAMETERS =
            Set.of(
                    "offset",
                    "timestamp",
                    "max_records",
                    "max_bytes",
                    "min_bytes",
                    "max_wait_ms",
                    "encoding",
                    "isolation",
                    "last_epoch");

    /** Where a fetch begins. */
    sealed interface Start {
        record At(long offset) implements Start {}

        record Earliest() implements Start {}

        record Latest() implements Start {}

        record Time(long epochMs) implements Start {}
    }

    /**
     * @throws io.millrace.protocol.MillraceException if something is wrong with the query
     */
    static FetchQuery of(ServerRequest request) {
        Query query = Query.of(request, PARAMETERS);
        query.word("isolation", List.of("read_committed", "read_uncommitted"));
        boolean base64 = query.text("encoding").isPresent();
        if (base64) {
            query.word("encoding", List.of("base64"));
        }
        return new FetchQuery(
                start(query),
                query.integer("max_records", 1, 10_000, 500),
                query.integer("max_bytes", 1, BYTES_MAX, 1 << 20),
                query.integer("min_bytes", 0, BYTES_MAX, 1),
                Duration.ofMillis(query.integer("max_wait_ms", 0, 55_000, 0)),
                query.integer("last_epoch", 0, Integer.MAX_VALUE),
                base64);
    }

    private static Start start(Query query) {
        var offset = query.text("offset");
        var timestamp = query.text("timestamp");
        if (offset.isPresent() == timestamp.isPresent()) {
            throw Query.invalid("offset", "or timestamp must say where to start: exactly one");
        }
        return offset.map(FetchQuery::atOffset)
                .orElseGet(() -> new Start.Time(time("timestamp", timestamp.orElseThrow())));
    }

    private static Start atOffset(String text) {
        return switch (text) {
            case "earliest" -> new Start.Earliest();
            case "latest" -> new Start.Latest();
            default -> new Start.At(offset("offset", text));
        };
    }

    static long offset(String name, String text) {
        try {
            if (text.matches("[0-9]{1,19}")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Too large for an offset: told below.
        }
        throw Query.invalid(name, "must be an offset");
    }

    static long time(String name, String text) {
        return Timestamps.parse(text)
                .orElseThrow(
                        () ->
                                Problem.of(
                                                ErrorCode.INVALID_TIMESTAMP,
                                                name + " must be RFC 3339 or epoch milliseconds")
                                        .with("field", name)
                                        .asException());
    }
}
