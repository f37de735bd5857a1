package io.millrace.admin.partition;

/**
 * A partition's log as its leader sees it.
 *
 * @param recordCountMax at most so many records are in it
 * @param failed whether the log refuses work
 */
public record PartitionFacts(
        long logStartOffset,
        long highWatermark,
        long recordCountMax,
        long sizeBytes,
        boolean failed) {}
