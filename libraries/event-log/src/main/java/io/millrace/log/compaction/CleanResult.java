package io.millrace.log.compaction;

/**
 * What a cleaning did.
 *
 * @param endOffset everything below was cleaned
 * @param bytesBefore of the segments that were written anew
 * @param bytesAfter of those that took their place
 */
public record CleanResult(long endOffset, long bytesBefore, long bytesAfter) {}
