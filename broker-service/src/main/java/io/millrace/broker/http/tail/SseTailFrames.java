package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.stream.frame.SseEvents;
import io.millrace.broker.http.stream.frame.SseFrames;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Server-Sent Events, with ids of either kind. Owned by the stream's thread. */
final class SseTailFrames implements TailFrames {
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    /** Whose habits the stream follows. */
    enum Dialect {
        /** Cursors as ids; the stream begins with an `open` event. */
        MILLRACE,
        /** JSON ids; the stream begins with `:ok`, and every event is a `message`. */
        EVENT_STREAMS
    }

    private final TailPositions positions;
    private final Dialect dialect;
    private final RecordFormat format;
    private final EventName eventName;
    private final SseEvents events;
    private final Duration positionEvery;

    /**
     * @param idWithEvery whether each record has an id, or only the last that goes out at once
     */
    SseTailFrames(
            TailPositions positions,
            Dialect dialect,
            RecordFormat format,
            EventName eventName,
            boolean idWithEvery,
            Duration positionEvery) {
        this.positions = positions;
        this.dialect = dialect;
        this.format = format;
        this.eventName = eventName;
        this.events =
                new SseEvents(
                        dialect == Dialect.MILLRACE
                                ? positions::writeCursor
                                : positions::writeEventStreamsId,
                        idWithEvery);
        this.positionEvery = positionEvery;
    }

    @Override
    public void open(JsonBytes out, Opening opening) {
        switch (dialect) {
            case MILLRACE -> {
                SseFrames.retry(out, RECONNECT);
                event(out, "open", true, TailJson.opening(opening, positions.size()));
            }
            case EVENT_STREAMS -> {
                SseFrames.comment(out, "ok");
                events.id(out);
            }
        }
    }

    @Override
    public boolean record(JsonBytes out, TailPosition at, TailRecord record) {
        String name = dialect == Dialect.EVENT_STREAMS ? "message" : eventName.of(record);
        return events.record(out, name, format.payload(at, record));
    }

    @Override
    public boolean endOfChunk(JsonBytes out) {
        return events.endOfChunk(out);
    }

    @Override
    public void gap(JsonBytes out, Gap gap) {
        event(out, "gap", true, gap.toJson());
    }

    @Override
    public void position(JsonBytes out) {
        switch (dialect) {
            case MILLRACE -> event(out, "position", true, Map.of("lag", positions.lag()));
            case EVENT_STREAMS -> events.id(out);
        }
    }

    @Override
    public void heartbeat(JsonBytes out, Instant now, long lag) {
        event(out, "heartbeat", false, TailJson.heartbeat(now, lag));
    }

    @Override
    public void keepAlive(JsonBytes out, Instant now, long lag) {
        SseFrames.comment(out, "ka");
    }

    @Override
    public void error(JsonBytes out, Problem problem) {
        event(out, "error", false, problem.toJson());
    }

    @Override
    public void end(JsonBytes out, String reason, String topic) {
        event(out, "end", false, TailJson.end(reason, topic));
    }

    @Override
    public void retry(JsonBytes out, Duration wait) {
        events.retry(out, wait);
    }

    @Override
    public Duration positionEvery() {
        return positionEvery;
    }

    private void event(JsonBytes out, String name, boolean withId, Map<String, Object> data) {
        events.event(out, name, withId, TailJson.bytes(data));
    }
}
