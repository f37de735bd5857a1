package io.millrace.admin.partition;

/**
 * A partition's log as its leader sees it.
 *
 * @param failed whether the log refuses work
 */
public record PartitionFacts(
        long logStartOffset, long highWatermark, long sizeBytes, boolean failed) {

    public long recordCount() {
        return Math.max(0, highWatermark - logStartOffset);
    }
}
