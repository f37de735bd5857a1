package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.JsonText;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;

/**
 * The lines of EventStreams: values that are JSON, and nothing else but empty lines that keep the
 * connection alive. There is no position to come back to. Owned by the stream's thread.
 */
final class ValueLines implements TailFrames {
    private static final Duration NEVER = Duration.ofDays(1);

    /** An empty line, so that the answer's head does not wait for the first value. */
    @Override
    public void open(JsonBytes out, Opening opening) {
        out.raw('\n');
    }

    @Override
    public boolean record(JsonBytes out, TailPosition at, TailRecord record) {
        byte[] value = record.value();
        if (value != null && JsonText.isOne(value, 0, value.length)) {
            out.singleLine(value, 0, value.length).raw('\n');
        }
        return true;
    }

    @Override
    public boolean endOfChunk(JsonBytes out) {
        return true;
    }

    @Override
    public void gap(JsonBytes out, Gap gap) {}

    @Override
    public void position(JsonBytes out) {}

    @Override
    public void heartbeat(JsonBytes out, Instant now, long lag) {
        keepAlive(out, now, lag);
    }

    @Override
    public void keepAlive(JsonBytes out, Instant now, long lag) {
        out.raw('\n');
    }

    @Override
    public void error(JsonBytes out, Problem problem) {}

    @Override
    public void end(JsonBytes out, String reason, String topic) {}

    @Override
    public void retry(JsonBytes out, Duration wait) {}

    @Override
    public Duration positionEvery() {
        return NEVER;
    }
}
