package io.millrace.broker.flush;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Owns the threads that fsync one data directory. Platform threads, because an fsync pins its
 * carrier, and never interrupted, because that would close the file under the log.
 *
 * <p>The queue holds each slot at most once, so the number of partitions bounds it.
 */
public final class FlusherPool implements AutoCloseable {
    /** Ends one thread. */
    private static final Optional<FlushSlot> STOP = Optional.empty();

    private final BlockingQueue<Optional<FlushSlot>> dirty = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Timer flushTime;

    /**
     * @param size number of threads, 1 to 64
     */
    public FlusherPool(int size, MeterRegistry metrics) {
        if (size < 1 || size > 64) {
            throw new IllegalArgumentException("flusher threads " + size + " not in 1..64");
        }
        flushTime =
                Timer.builder("millrace.log.flush.time")
                        .description("Time of one fsync of a partition's log")
                        .publishPercentiles(0.5, 0.99)
                        .register(metrics);
        Gauge.builder("millrace.log.flush.queue.size", dirty, BlockingQueue::size)
                .description("Partitions that wait for an fsync")
                .register(metrics);
        for (int i = 0; i < size; i++) {
            threads.add(Thread.ofPlatform().name("flusher-" + i).daemon().start(this::work));
        }
    }

    /** A place for one more target. */
    public FlushSlot register(FlushTarget target) {
        return new FlushSlot(this, target);
    }

    void enqueue(FlushSlot slot) {
        dirty.add(Optional.of(slot));
    }

    private void work() {
        for (Optional<FlushSlot> slot = take(); slot.isPresent(); slot = take()) {
            flushTime.record(slot.get()::run);
        }
    }

    private Optional<FlushSlot> take() {
        while (true) {
            try {
                return dirty.take();
            } catch (InterruptedException e) {
                // Nobody should interrupt a flusher: to obey would leave appends without their
                // fsync.
            }
        }
    }

    /** Flushes what is queued, then ends the threads. */
    @Override
    public void close() {
        threads.forEach(thread -> dirty.add(STOP));
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
