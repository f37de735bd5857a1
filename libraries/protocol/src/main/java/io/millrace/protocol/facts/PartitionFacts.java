package io.millrace.protocol.facts;

import io.millrace.protocol.PartitionId;

/**
 * A partition's log as its leader sees it.
 *
 * @param recordCountMax at most so many records are in it
 * @param failed whether the log refuses work
 */
public record PartitionFacts(
        PartitionId partition,
        long logStartOffset,
        long highWatermark,
        long recordCountMax,
        long sizeBytes,
        boolean failed) {}
