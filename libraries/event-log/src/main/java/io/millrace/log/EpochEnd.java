package io.millrace.log;

/**
 * Where a leader epoch ends in this log.
 *
 * @param epoch the largest epoch in the log that is not above the one asked for; −1 if none
 * @param endOffset first offset of the next epoch, or the log's end; −1 if {@code epoch} is −1
 */
public record EpochEnd(int epoch, long endOffset) {}
