package io.millrace.broker.partition;

/**
 * Where a partition's log begins and ends for readers, at one moment.
 *
 * @param logStart first offset that can be read
 * @param highWatermark end (exclusive) of what is committed; never goes back
 * @param lastStable end (exclusive) of what readers of committed transactions see; today the high
 *     watermark
 * @param leaderEpoch epoch of the leader that says so
 */
public record Offsets(long logStart, long highWatermark, long lastStable, int leaderEpoch) {}
