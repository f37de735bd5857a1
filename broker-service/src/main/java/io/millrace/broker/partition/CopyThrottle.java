package io.millrace.broker.partition;

import java.util.function.LongSupplier;

/**
 * A token bucket, in bytes, for replicas that are not in sync: who is in sync is never held up,
 * since what is acknowledged waits for it. Holds a second's worth; a batch that is larger than what
 * is there is given all the same, and paid off afterwards. Any thread.
 */
final class CopyThrottle {
    private static final double MILLIS = 1_000;

    private final LongSupplier monotonicMs;
    private double bytesPerSecond = -1;
    private double bytes;
    private long filledMs;

    CopyThrottle(LongSupplier monotonicMs) {
        this.monotonicMs = monotonicMs;
    }

    /**
     * @param rate −1 for no limit; 0 stops copies
     */
    synchronized void limit(long rate) {
        fill();
        bytesPerSecond = (double) rate;
        bytes = Math.min(bytes, Math.max(0, bytesPerSecond));
    }

    /** How long to wait before the next batch may be given; 0 if it may be now. */
    synchronized long waitMs() {
        if (bytesPerSecond < 0) {
            return 0;
        }
        fill();
        if (bytes > 0) {
            return 0;
        }
        return bytesPerSecond == 0
                ? (long) MILLIS
                : (long) Math.clamp(MILLIS * (1 - bytes) / bytesPerSecond, 1, MILLIS);
    }

    /** How much may be given at once, if {@link #waitMs} is 0. */
    synchronized int most(int bytesWanted) {
        return bytesPerSecond < 0 ? bytesWanted : (int) Math.clamp(bytes, 1, bytesWanted);
    }

    synchronized void given(int bytesGiven) {
        bytes -= bytesGiven;
    }

    private void fill() {
        long now = monotonicMs.getAsLong();
        if (bytesPerSecond >= 0) {
            bytes = Math.min(bytesPerSecond, bytes + bytesPerSecond * ((now - filledMs) / MILLIS));
        }
        filledMs = now;
    }
}
