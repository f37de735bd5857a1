package io.millrace.log;

import java.util.OptionalLong;

/**
 * One segment as retention and cleaner see it.
 *
 * @param baseOffset names the files; no record in it is below
 * @param endOffset first offset that is not in it any more
 * @param sizeInBytes of the records, without indexes
 * @param largestTimestampMs of its records; −1 if it has none
 * @param lastAppendTimeMs empty if it was lost with the time index
 * @param closed on disk for good and listed in the manifest; only closed segments are cleaned
 * @param cleaned written by the cleaner: may have holes
 */
public record SegmentInfo(
        long baseOffset,
        long endOffset,
        long sizeInBytes,
        long largestTimestampMs,
        OptionalLong lastAppendTimeMs,
        boolean closed,
        boolean cleaned) {}
