package io.millrace.broker.http.tail;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One JSON object per line: records, and between them objects whose only member begins with an
 * underscore. Owned by the stream's thread.
 */
final class NdjsonTailFrames implements TailFrames {
    private static final byte[] CURSOR = ascii("{\"_cursor\":\"");

    private final TailPositions positions;
    private final RecordFormat format;
    private final Duration positionEvery;

    NdjsonTailFrames(TailPositions positions, RecordFormat format, Duration positionEvery) {
        this.positions = positions;
        this.format = format;
        this.positionEvery = positionEvery;
    }

    @Override
    public void open(JsonBytes out, Opening opening) {
        position(out);
    }

    @Override
    public boolean record(JsonBytes out, TailPosition at, TailRecord record) {
        out.raw(format.payload(at, record)).raw('\n');
        return false;
    }

    @Override
    public boolean endOfChunk(JsonBytes out) {
        return false;
    }

    @Override
    public void gap(JsonBytes out, Gap gap) {
        line(out, "_gap", gap.toJson());
        position(out);
    }

    @Override
    public void position(JsonBytes out) {
        out.raw(CURSOR);
        positions.writeCursor(out);
        out.raw('"').raw('}').raw('\n');
    }

    @Override
    public void heartbeat(JsonBytes out, Instant now, long lag) {
        line(out, "_heartbeat", TailJson.heartbeat(now, lag));
    }

    @Override
    public void keepAlive(JsonBytes out, Instant now, long lag) {
        heartbeat(out, now, lag);
    }

    @Override
    public void error(JsonBytes out, Problem problem) {
        position(out);
        line(out, "_error", problem.toJson());
    }

    @Override
    public void end(JsonBytes out, String reason, String topic) {
        position(out);
        line(out, "_end", TailJson.end(reason, topic));
    }

    @Override
    public void retry(JsonBytes out, Duration wait) {
        position(out);
    }

    @Override
    public Duration positionEvery() {
        return positionEvery;
    }

    private static void line(JsonBytes out, String name, Map<String, Object> members) {
        out.raw(TailJson.bytes(Map.of(name, members))).raw('\n');
    }
}
