package io.millrace.log.compaction;

/**
 * A compacted log's settings.
 *
 * @param minDirtyRatio clean only when the part that was never cleaned is at least this share of
 *     all that can be cleaned; 0 to 1
 * @param minLagMs a segment is not cleaned before its last append is this old
 * @param deleteRetentionMs how long a tombstone stays after it was first cleaned, so that a reader
 *     who saw an older value sees it, too
 * @param segmentBytesMax cleaned segments are merged up to this size
 */
public record CompactionPolicy(
        double minDirtyRatio, long minLagMs, long deleteRetentionMs, int segmentBytesMax) {
    public CompactionPolicy {
        if (!(minDirtyRatio >= 0 && minDirtyRatio <= 1)
                || minLagMs < 0
                || deleteRetentionMs < 0
                || segmentBytesMax < 1) {
            throw new IllegalArgumentException("a compaction setting is out of range");
        }
    }
}
