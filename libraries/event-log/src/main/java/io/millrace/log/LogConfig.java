package io.millrace.log;

import io.millrace.log.producer.ProducerLimits;

/**
 * Settings of one log.
 *
 * @param segmentBytes a segment is closed before it would exceed this; 1 KiB to 1 GiB. One append
 *     that is larger gets a segment of its own
 * @param segmentMs a segment is closed when its first append is older than this; at least 1
 * @param indexIntervalBytes distance of entries in the offset index; 512 B to 1 MiB
 * @param producers how many producers are remembered, and how long
 */
public record LogConfig(
        int segmentBytes, long segmentMs, int indexIntervalBytes, ProducerLimits producers) {
    private static final int KIB = 1024;

    public LogConfig {
        require(
                segmentBytes >= KIB && segmentBytes <= KIB * KIB * KIB,
                "segmentBytes",
                segmentBytes);
        require(segmentMs >= 1, "segmentMs", segmentMs);
        require(
                indexIntervalBytes >= KIB / 2 && indexIntervalBytes <= KIB * KIB,
                "indexIntervalBytes",
                indexIntervalBytes);
    }

    /** Segments of 256 MiB or 7 days, an index entry per 16 KiB. */
    public static LogConfig defaults() {
        return new LogConfig(
                256 * KIB * KIB, 7 * 24 * 3_600_000L, 16 * KIB, ProducerLimits.DEFAULTS);
    }

    public LogConfig withSegmentBytes(int bytes) {
        return new LogConfig(bytes, segmentMs, indexIntervalBytes, producers);
    }

    public LogConfig withSegmentMs(long ms) {
        return new LogConfig(segmentBytes, ms, indexIntervalBytes, producers);
    }

    public LogConfig withIndexIntervalBytes(int bytes) {
        return new LogConfig(segmentBytes, segmentMs, bytes, producers);
    }

    public LogConfig withProducers(ProducerLimits limits) {
        return new LogConfig(segmentBytes, segmentMs, indexIntervalBytes, limits);
    }

    private static void require(boolean condition, String name, long value) {
        if (!condition) {
            throw new IllegalArgumentException(name + " out of range: " + value);
        }
    }
}
