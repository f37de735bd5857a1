package io.millrace.benchmarks;

import java.util.concurrent.atomic.AtomicLong;

/** A load of some 400 records a second, made by a thread that an interrupt ends. */
record Paced(Thread thread, AtomicLong count) implements Failover.Load {
    static final long PAUSE_NANOS = 2_500_000;

    @Override
    public long acknowledged() {
        return count.get();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
