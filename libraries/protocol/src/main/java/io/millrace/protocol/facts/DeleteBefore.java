package io.millrace.protocol.facts;

/**
 * Removes all records of a partition before an offset, for good.
 *
 * @param offset from the log start to the high watermark
 */
public record DeleteBefore(NamedPartition partition, long offset) {}
