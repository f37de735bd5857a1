package io.millrace.log.retention;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A wall clock that may be used to delete data: it answers only as long as the wall clock runs like
 * the monotonic clock. Thread-safe.
 *
 * <p>A wall clock that jumps ahead by a week would otherwise delete everything at once. After a
 * jump of more than five minutes, either way, the clock answers nothing until the wall clock has
 * run evenly for the settling time; somebody then had that long to set it right. On a machine that
 * sleeps, give it a monotonic clock that counts the sleep.
 */
public final class RetentionClock {
    /** Clocks that differ by more than this disagree. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final LongSupplier wallMs;
    private final LongSupplier monotonicNanos;
    private final long settleMs;

    private long anchorWallMs;
    private long anchorNanos;
    private boolean trusted = true;

    /**
     * @param wallMs ms since 1970
     * @param monotonicNanos as {@link System#nanoTime}
     * @param settle how long a wall clock must run evenly after a jump; an hour, say
     */
    public RetentionClock(LongSupplier wallMs, LongSupplier monotonicNanos, Duration settle) {
        this.wallMs = wallMs;
        this.monotonicNanos = monotonicNanos;
        this.settleMs = settle.toMillis();
        this.anchorWallMs = wallMs.getAsLong();
        this.anchorNanos = monotonicNanos.getAsLong();
    }

    /** Ms since 1970, or empty while nothing may be deleted by time. */
    public synchronized OptionalLong nowMs() {
        long wall = wallMs.getAsLong();
        long nanos = monotonicNanos.getAsLong();
        long elapsedMs = (nanos - anchorNanos) / 1_000_000;
        long expected = anchorWallMs + elapsedMs;
        if (Math.abs(wall - expected) > TOLERANCE.toMillis()) {
            anchorWallMs = wall;
            anchorNanos = nanos;
            trusted = false;
        } else if (!trusted && elapsedMs >= settleMs) {
            trusted = true;
        }
        return trusted ? OptionalLong.of(wall) : OptionalLong.empty();
    }
}
