package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import java.util.ArrayList;
import java.util.List;

/** Records between commas, for a page of JSON; gaps are kept for its end. One owner. */
final class TailPageFrames implements RecordFrames {
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
}
