package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.frame.SseFrames;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private final boolean idWithEvery;
    private final Duration positionEvery;
    private byte @Nullable [] heldBack;

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
        this.idWithEvery = idWithEvery;
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
                id(out);
                out.raw('\n');
            }
        }
    }

    @Override
    public boolean record(JsonBytes out, TailPosition at, TailRecord record) {
        releaseHeldBack(out, false);
        String name = dialect == Dialect.EVENT_STREAMS ? "message" : eventName.of(record);
        SseFrames.event(out, name);
        byte[] payload = format.payload(at, record);
        if (!idWithEvery) {
            heldBack = payload;
            return false;
        }
        id(out);
        SseFrames.dataAndEnd(out, payload);
        return true;
    }

    @Override
    public boolean endOfChunk(JsonBytes out) {
        return releaseHeldBack(out, true);
    }

    @Override
    public void gap(JsonBytes out, Gap gap) {
        event(out, "gap", true, gap.toJson());
    }

    @Override
    public void position(JsonBytes out) {
        switch (dialect) {
            case MILLRACE -> event(out, "position", true, Map.of("lag", positions.lag()));
            case EVENT_STREAMS -> {
                id(out);
                out.raw('\n');
            }
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
        releaseHeldBack(out, true);
        SseFrames.retry(out, wait);
    }

    @Override
    public Duration positionEvery() {
        return positionEvery;
    }

    private void event(JsonBytes out, String name, boolean withId, Map<String, Object> data) {
        releaseHeldBack(out, !withId);
        SseFrames.event(out, name);
        if (withId) {
            id(out);
        }
        SseFrames.dataAndEnd(out, TailJson.bytes(data));
    }

    private void id(JsonBytes out) {
        SseFrames.id(
                out,
                dialect == Dialect.MILLRACE
                        ? positions::writeCursor
                        : positions::writeEventStreamsId);
    }

    /** The id of a record that is held back is that of the moment when it goes out. */
    private boolean releaseHeldBack(JsonBytes out, boolean withId) {
        byte[] payload = heldBack;
        if (payload == null) {
            return false;
        }
        heldBack = null;
        if (withId) {
            id(out);
        }
        SseFrames.dataAndEnd(out, payload);
        return withId;
    }
}
