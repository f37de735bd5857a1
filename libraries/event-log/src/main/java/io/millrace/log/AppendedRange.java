package io.millrace.log;

/**
 * What an append became.
 *
 * @param firstOffset base offset of the first batch
 * @param lastOffset last offset of the last batch
 * @param appendTimeMs milliseconds since 1970; never below that of an earlier append
 */
public record AppendedRange(long firstOffset, long lastOffset, long appendTimeMs) {}
