package io.millrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits, but not for ever. */
final class Patience {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Patience() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * @param what is waited for, in words for the message
     */
    static void until(String what, Duration longest, Condition condition) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("Not within " + longest + ": " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
