package io.millrace.log;

import java.util.ArrayList;
import java.util.List;

/** The segments of a log from the oldest to the one that is appended to. Immutable snapshot. */
record SegmentList(List<Segment> all) {
    SegmentList {
        all = List.copyOf(all);
    }

    Segment last() {
        return all.getLast();
    }

    /** Index of the last segment that starts at or before the offset; 0 if none does. */
    int indexOf(long offset) {
        int low = 0;
        int high = all.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).baseOffset() <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    SegmentList with(Segment segment) {
        List<Segment> longer = new ArrayList<>(all);
        longer.add(segment);
        return new SegmentList(longer);
    }
}
