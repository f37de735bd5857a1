package io.millrace.log.retention;

import io.millrace.log.SegmentInfo;
import java.util.List;
import java.util.OptionalLong;

/**
 * Retention that waits for readers, but not for ever: what one of them has still to read stays so
 * much longer, as long as the log is no larger than twice its size.
 *
 * @param retention what everybody has read goes by it
 * @param guardMs how much longer the rest stays; 0: it waits for nobody
 */
public record GuardedRetention(Retention retention, long guardMs) {
    public GuardedRetention {
        if (guardMs < 0) {
            throw new IllegalArgumentException("a guard of " + guardMs + " ms");
        }
    }

    /** What has had its time; the parameters are those of {@link Retention#newLogStart}. */
    public Expiry expiry(
            List<SegmentInfo> segments, long logStart, long highWatermark, OptionalLong now) {
        long due = retention.newLogStart(segments, logStart, highWatermark, now);
        return new Expiry(
                retention.shortened().newLogStart(segments, logStart, highWatermark, now),
                due,
                guardMs == 0
                        ? due
                        : retention
                                .extended(guardMs)
                                .newLogStart(segments, logStart, highWatermark, now));
    }
}
