package io.millrace.log.compaction;

import io.millrace.log.SegmentInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a cleaning would work on: segments that were cleaned before, then at least one that was not.
 *
 * @param startOffset of the first segment
 * @param firstDirtyOffset where the part begins that was never cleaned
 * @param endOffset where it ends
 * @param dirtyRatio its share of the bytes
 */
record CleanableRange(long startOffset, long firstDirtyOffset, long endOffset, double dirtyRatio) {

    /** Empty if there is nothing to clean yet. */
    static Optional<CleanableRange> of(
            List<SegmentInfo> segments, CompactionPolicy policy, long highWatermark, long nowMs) {
        int end = end(segments, policy, highWatermark, nowMs);
        int firstDirty = 0;
        while (firstDirty < end && segments.get(firstDirty).cleaned()) {
            firstDirty++;
        }
        if (firstDirty == end) {
            return Optional.empty();
        }
        double dirty = bytes(segments.subList(firstDirty, end));
        double ratio = dirty / Math.max(1, bytes(segments.subList(0, end)));
        if (ratio < policy.minDirtyRatio()) {
            return Optional.empty();
        }
        return Optional.of(
                new CleanableRange(
                        segments.getFirst().baseOffset(),
                        segments.get(firstDirty).baseOffset(),
                        segments.get(end - 1).endOffset(),
                        ratio));
    }

    private static int end(
            List<SegmentInfo> segments, CompactionPolicy policy, long highWatermark, long nowMs) {
        int end = 0;
        while (end < segments.size()
                && segments.get(end).closed()
                && segments.get(end).endOffset() <= highWatermark
                && isOldEnough(segments, end, policy, nowMs)) {
            end++;
        }
        return end;
    }

    /** A segment whose append time was lost is no younger than the next one that knows. */
    private static boolean isOldEnough(
            List<SegmentInfo> segments, int number, CompactionPolicy policy, long nowMs) {
        if (policy.minLagMs() == 0) {
            return true;
        }
        for (SegmentInfo segment : segments.subList(number, segments.size())) {
            OptionalLong appended = segment.lastAppendTimeMs();
            if (appended.isPresent()) {
                return nowMs - appended.getAsLong() >= policy.minLagMs();
            }
        }
        return false;
    }

    private static long bytes(List<SegmentInfo> segments) {
        return segments.stream().mapToLong(SegmentInfo::sizeInBytes).sum();
    }
}
