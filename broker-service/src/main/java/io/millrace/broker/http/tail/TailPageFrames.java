package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records between commas, for a page of JSON; gaps are kept for its end. One owner. */
final class TailPageFrames implements TailFrames {
    private final RecordFormat format;
    private final List<Gap> gaps = new ArrayList<>();
    private boolean first = true;

    TailPageFrames(RecordFormat format) {
        this.format = format;
    }

    List<Gap> gaps() {
        return gaps;
    }

    @Override
    public boolean record(JsonBytes out, TailPosition at, TailRecord record) {
        if (!first) {
            out.raw(',');
        }
        first = false;
        out.raw(format.payload(at, record));
        return true;
    }

    @Override
    public void gap(JsonBytes out, Gap gap) {
        gaps.add(gap);
    }

    @Override
    public boolean endOfChunk(JsonBytes out) {
        return true;
    }

    @Override
    public void open(JsonBytes out, Opening opening) {}

    @Override
    public void position(JsonBytes out) {}

    @Override
    public void heartbeat(JsonBytes out, Instant now, long lag) {}

    @Override
    public void keepAlive(JsonBytes out, Instant now, long lag) {}

    @Override
    public void error(JsonBytes out, Problem problem) {}

    @Override
    public void end(JsonBytes out, String reason, String topic) {}

    @Override
    public void retry(JsonBytes out, Duration wait) {}

    @Override
    public Duration positionEvery() {
        return Duration.ZERO;
    }
}
