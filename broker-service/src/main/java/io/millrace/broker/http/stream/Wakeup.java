package io.millrace.broker.http.stream;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread, the owner, sleep until somebody calls or a time has come. A call that comes
 * while nobody sleeps is kept. Never interrupts: an interrupted thread would close the log file
 * that it reads.
 */
public final class Wakeup {
    private volatile boolean called;
    private volatile @Nullable Thread owner;

    /** Any thread; never blocks. */
    public void call() {
        called = true;
        LockSupport.unpark(owner);
    }

    /** Sleeps until a call or until {@link System#nanoTime} has reached the deadline. */
    public void await(long deadlineNanos) {
        owner = Thread.currentThread();
        for (long left = 1; !called && left > 0; ) {
            left = deadlineNanos - System.nanoTime();
            LockSupport.parkNanos(this, left);
        }
        called = false;
    }
}
