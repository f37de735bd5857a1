package io.millrace.broker.forward;

/**
 * How much there is in a leader's log.
 *
 * @param recordCountMax at most so many committed records
 * @param sizeInBytes on the leader's disk
 */
public record LogSize(long recordCountMax, long sizeInBytes) {}
