package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.Timestamps;
import io.millrace.broker.http.tail.TailOptions.Slow;
import io.millrace.broker.http.tail.cursor.Cursor;
import io.millrace.broker.http.tail.cursor.InvalidCursorException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/**
 * What a request for a tail asks for.
 *
 * @param partitions only these, in each topic; all if empty
 * @param idWithEvery whether each event has an id; chosen by the count of partitions if absent
 * @param page how much a page of JSON holds
 * @param maxWait how long a page waits for its first record
 */
record TailQuery(
        List<TopicName> topics,
        Set<Integer> partitions,
        TailStart start,
        TailOptions options,
        Format format,
        boolean base64,
        EventName eventName,
        Optional<Boolean> idWithEvery,
        TailReader.Portion page,
        Duration maxWait) {
    /** What is sent of a record. */
    enum Format {
        ENVELOPE,
        VALUE,
        CLOUD_EVENTS
    }

    private static final String HEADER = "header.";
    private static final long LAG_MAX = 10_000;
    private static final int TOPICS_MAX = 1_000;
    private static final Set<String> NAMES =
            Set.of(
                    "topics",
                    "from",
                    "cursor",
                    "last_event_id",
                    "lastEventId",
                    "max_records",
                    "max_bytes",
                    "max_wait_ms",
                    "key",
                    "partition",
                    "format",
                    "event_type",
                    "encoding",
                    "ids",
                    "heartbeat",
                    "on_gap",
                    "slow",
                    "max_lag",
                    "max_lag_ms");

    RecordFormat recordFormat() {
        return switch (format) {
            case ENVELOPE -> base64 ? RecordFormat.base64Envelope() : RecordFormat.envelope();
            case VALUE -> RecordFormat.value();
            case CLOUD_EVENTS -> RecordFormat.cloudEvent();
        };
    }

    /**
     * Reads a request.
     *
     * @param topic the topic of the path, if it names one
     * @param lastEventId the `Last-Event-ID` header; counts before all parameters
     * @throws io.millrace.protocol.MillraceException if it is not allowed
     */
    static TailQuery of(
            MultiValueMap<String, String> query,
            Optional<String> topic,
            Optional<String> lastEventId) {
        TailParameters parameters = new TailParameters(query);
        parameters.allowOnly(NAMES, HEADER);
        if (topic.isPresent() && parameters.text("topics").isPresent()) {
            throw TailParameters.invalid("topics", "does not go with a topic in the path");
        }
        long bytes = parameters.number("max_bytes", 1, 10 << 20).orElse(1 << 20);
        long records = parameters.number("max_records", 1, 10_000).orElse(500);
        return new TailQuery(
                topics(topic.map(List::of).orElseGet(() -> parameters.list("topics"))),
                partitions(parameters),
                start(parameters, lastEventId),
                options(parameters),
                parameters.choice(
                        "format",
                        Map.of(
                                "envelope", Format.ENVELOPE,
                                "value", Format.VALUE,
                                "cloudevents", Format.CLOUD_EVENTS),
                        Format.ENVELOPE),
                parameters.choice("encoding", Map.of("base64", true), false),
                parameters.text("event_type").map(TailQuery::eventName).orElse(EventName.MESSAGE),
                parameters.choice(
                        "ids",
                        Map.of("every", Optional.of(true), "batch", Optional.of(false)),
                        Optional.empty()),
                new TailReader.Portion((int) bytes, (int) bytes, (int) records),
                Duration.ofMillis(parameters.number("max_wait_ms", 0, 55_000).orElse(0)));
    }

    /** Reads values of topics, from a start on, with nothing else to choose. */
    static TailQuery ofValues(List<String> topics, TailStart start) {
        TailOptions options =
                new TailOptions(
                        RecordFilter.ALL,
                        false,
                        Slow.LAG,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty());
        return new TailQuery(
                topics(topics),
                Set.of(),
                start,
                options,
                Format.VALUE,
                false,
                EventName.MESSAGE,
                Optional.empty(),
                new TailReader.Portion(1, 1, 1),
                Duration.ZERO);
    }

    private static List<TopicName> topics(List<String> names) {
        Set<TopicName> topics = new LinkedHashSet<>();
        for (String name : names) {
            if (!TopicName.isValid(name)) {
                throw Problem.of(ErrorCode.INVALID_TOPIC_NAME, TopicName.objectionTo(name))
                        .with("field", "topics")
                        .asException();
            }
            topics.add(new TopicName(name));
        }
        if (topics.isEmpty() || topics.size() > TOPICS_MAX) {
            throw TailParameters.invalid("topics", "must name 1 to " + TOPICS_MAX + " topics");
        }
        return List.copyOf(topics);
    }

    private static Set<Integer> partitions(TailParameters parameters) {
        Set<Integer> partitions = new LinkedHashSet<>();
        for (String text : parameters.list("partition")) {
            partitions.add((int) parameters.number("partition", text, 0, Integer.MAX_VALUE));
        }
        return partitions;
    }

    private static TailStart start(TailParameters parameters, Optional<String> lastEventId) {
        TailStart from =
                parameters.text("from").map(TailQuery::from).orElse(new TailStart.Latest());
        Optional<String> cursor =
                lastEventId
                        .filter(id -> !id.isEmpty())
                        .or(() -> parameters.text("last_event_id"))
                        .or(() -> parameters.text("lastEventId"))
                        .or(() -> parameters.text("cursor"));
        return cursor.map(text -> resume(text, from)).orElse(from);
    }

    private static TailStart resume(String text, TailStart from) {
        if (text.length() > Cursor.LENGTH_MAX) {
            throw Problem.of(
                            ErrorCode.CURSOR_TOO_LONG,
                            "The cursor has more than " + Cursor.LENGTH_MAX + " characters")
                    .asException();
        }
        try {
            return new TailStart.Resume(Cursor.parse(text), from);
        } catch (InvalidCursorException e) {
            throw Problem.of(
                            ErrorCode.INVALID_CURSOR, "The cursor can't be read: " + e.getMessage())
                    .asException();
        }
    }

    static TailStart from(String text) {
        return switch (text) {
            case "earliest" -> new TailStart.Earliest();
            case "latest" -> new TailStart.Latest();
            default -> new TailStart.At(timestamp("from", text));
        };
    }

    static long timestamp(String name, String text) {
        OptionalLong timestamp = Timestamps.parse(text);
        if (timestamp.isEmpty()) {
            throw Problem.of(
                            ErrorCode.INVALID_TIMESTAMP,
                            "The parameter " + name + " is neither RFC 3339 nor epoch milliseconds")
                    .with("field", name)
                    .asException();
        }
        return timestamp.getAsLong();
    }

    private static TailOptions options(TailParameters parameters) {
        Slow slow =
                parameters.choice(
                        "slow",
                        Map.of("lag", Slow.LAG, "skip", Slow.SKIP, "close", Slow.CLOSE),
                        Slow.LAG);
        OptionalLong lagMax = parameters.number("max_lag", 1, Long.MAX_VALUE);
        OptionalLong lagMaxMs = parameters.number("max_lag_ms", 1, Long.MAX_VALUE);
        boolean neither = lagMax.isEmpty() && lagMaxMs.isEmpty();
        return new TailOptions(
                filter(parameters),
                parameters.choice("on_gap", Map.of("skip", false, "fail", true), false),
                slow,
                neither && slow != Slow.LAG ? OptionalLong.of(LAG_MAX) : lagMax,
                lagMaxMs,
                parameters.duration("heartbeat", Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }

    private static RecordFilter filter(TailParameters parameters) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : parameters.names()) {
            if (name.startsWith(HEADER)) {
                headers.put(name.substring(HEADER.length()), parameters.texts(name));
            }
        }
        return RecordFilter.of(parameters.texts("key"), headers);
    }

    private static EventName eventName(String text) {
        return EventName.parse(text)
                .orElseThrow(
                        () ->
                                TailParameters.invalid(
                                        "event_type", "must be ce_type or header:<name>"));
    }
}
