package io.millrace.log;

/**
 * What a checkpoint says about one log.
 *
 * @param flushed F0: everything below was durable
 * @param highWatermark H0: everything below was committed; never above {@code flushed}
 * @param logStart first offset that may be read
 */
public record RecoveryPoint(long flushed, long highWatermark, long logStart) {
    static final RecoveryPoint START = new RecoveryPoint(0, 0, 0);

    public RecoveryPoint {
        if (logStart < 0 || highWatermark < 0 || flushed < highWatermark) {
            throw new IllegalArgumentException(
                    "flushed "
                            + flushed
                            + ", high watermark "
                            + highWatermark
                            + ", start "
                            + logStart);
        }
    }
}
