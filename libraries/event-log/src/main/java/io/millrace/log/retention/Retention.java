package io.millrace.log.retention;

import io.millrace.log.SegmentInfo;
import java.util.List;
import java.util.OptionalLong;

/**
 * How long a log keeps its records. A segment goes as a whole, oldest first, and never before the
 * next one holds something or above the high watermark.
 *
 * @param retentionMs since the append of a segment's last record; −1: for ever
 * @param retentionBytes of the log; −1: any size
 */
public record Retention(long retentionMs, long retentionBytes) {
    /** The setting that keeps everything. */
    public static final long UNLIMITED = -1;

    public Retention {
        if (retentionMs < UNLIMITED || retentionBytes < UNLIMITED) {
            throw new IllegalArgumentException(
                    "retention of " + retentionMs + " ms, " + retentionBytes + " bytes");
        }
    }

    /**
     * The offset where the log should start, for {@code EventLog.deleteBefore}: the log's start if
     * nothing has had its time.
     *
     * <p>A segment whose append time was lost is as old as the youngest one before it, or as old as
     * the next one that knows: it stays until that one goes, too.
     *
     * @param segments from the oldest to the one that is being written
     * @param now of a {@link RetentionClock}; empty: nothing is deleted by time
     */
    public long newLogStart(
            List<SegmentInfo> segments, long logStart, long highWatermark, OptionalLong now) {
        long start = logStart;
        int deletable = Math.max(bySize(segments), byTime(segments, now));
        for (SegmentInfo segment : segments.subList(0, deletable)) {
            if (!segment.closed() || segment.endOffset() > highWatermark) {
                break;
            }
            start = Math.max(start, segment.endOffset());
        }
        return start;
    }

    /** A tenth less of everything: what goes by it goes by this one soon. */
    Retention shortened() {
        return new Retention(
                retentionMs - Math.max(0, retentionMs / 10),
                retentionBytes - Math.max(0, retentionBytes / 10));
    }

    /** So much longer, and twice the size. */
    Retention extended(long ms) {
        return new Retention(
                retentionMs == UNLIMITED
                        ? UNLIMITED
                        : Math.min(retentionMs, Long.MAX_VALUE - ms) + ms,
                retentionBytes == UNLIMITED
                        ? UNLIMITED
                        : Math.min(retentionBytes, Long.MAX_VALUE / 2) * 2);
    }

    private int byTime(List<SegmentInfo> segments, OptionalLong now) {
        int deletable = 0;
        if (retentionMs == UNLIMITED || now.isEmpty()) {
            return deletable;
        }
        for (int i = 0; i < segments.size(); i++) {
            OptionalLong appended = segments.get(i).lastAppendTimeMs();
            if (appended.isPresent()) {
                if (now.getAsLong() - appended.getAsLong() <= retentionMs) {
                    break;
                }
                deletable = i + 1;
            }
        }
        return deletable;
    }

    /** Deletes only what leaves at least the wanted size, as Kafka does. */
    private int bySize(List<SegmentInfo> segments) {
        int deletable = 0;
        if (retentionBytes == UNLIMITED) {
            return deletable;
        }
        long excess = segments.stream().mapToLong(SegmentInfo::sizeInBytes).sum() - retentionBytes;
        while (deletable < segments.size() && excess >= segments.get(deletable).sizeInBytes()) {
            excess -= segments.get(deletable).sizeInBytes();
            deletable++;
        }
        return deletable;
    }
}
