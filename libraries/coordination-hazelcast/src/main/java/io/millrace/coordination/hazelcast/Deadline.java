package io.millrace.coordination.hazelcast;

import java.time.Duration;

/** A point of the monotonic clock that a caller's patience ends at. */
record Deadline(long nanoTime) {

    static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    /** Zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /**
     * What is left, or {@code least} if that is longer: a late answer is still waited for a moment.
     */
    Duration leftOr(Duration least) {
        Duration left = left();
        return left.compareTo(least) > 0 ? left : least;
    }

    boolean isOver() {
        return left().isZero();
    }
}
