package io.millrace.log.retention;

import io.millrace.log.SegmentInfo;
import java.util.List;

/**
 * How much of a log has had its time. All are offsets before which everything has, and the log's
 * start where nothing has.
 *
 * @param soon when another tenth of retention has passed
 * @param due unless somebody has still to read it
 * @param last whoever has still to read it
 */
public record Expiry(long soon, long due, long last) {
    public Expiry {
        if (soon < due || due < last) {
            throw new IllegalArgumentException("soon " + soon + ", due " + due + ", last " + last);
        }
    }

    /**
     * Where the log should start.
     *
     * @param segments of which this was told
     * @param unread the first offset that somebody has still to read
     */
    public long newLogStart(List<SegmentInfo> segments, long unread) {
        long start = last;
        for (SegmentInfo segment : segments) {
            if (segment.endOffset() > Math.min(due, unread)) {
                break;
            }
            start = Math.max(start, segment.endOffset());
        }
        return start;
    }
}
