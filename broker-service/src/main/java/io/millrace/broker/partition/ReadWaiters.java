package io.millrace.broker.partition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers that wait for one partition's high watermark. Any thread registers and cancels; one
 * raises, the partition loop or the one that asks a leader elsewhere. Callbacks run outside the
 * lock.
 *
 * <p>Each waiter belongs to an open request or stream, so the limits on those bound it.
 */
public final class ReadWaiters {
    private static final Logger LOG = LoggerFactory.getLogger(ReadWaiters.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Set<Waiter>> waiters = new TreeMap<>();
    private long highWatermark;
    private boolean closed;

    /** Identity matters: two readers of the same offset are two. */
    private static final class Waiter {
        private final Runnable callback;

        Waiter(Runnable callback) {
            this.callback = callback;
        }
    }

    /** Calls back once {@code highWatermark > offset}, at once if it already is. */
    public Cancellable await(long offset, Runnable callback) {
        Waiter waiter = new Waiter(callback);
        lock.lock();
        try {
            if (!closed && highWatermark <= offset) {
                waiters.computeIfAbsent(offset, at -> new LinkedHashSet<>()).add(waiter);
                return () -> cancel(offset, waiter);
            }
        } finally {
            lock.unlock();
        }
        callback.run();
        return () -> {};
    }

    private void cancel(long offset, Waiter waiter) {
        lock.lock();
        try {
            Set<Waiter> same = waiters.get(offset);
            if (same != null && same.remove(waiter) && same.isEmpty()) {
                waiters.remove(offset);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The high watermark is now at least this. */
    public void raise(long newHighWatermark) {
        List<Waiter> ready = new ArrayList<>();
        lock.lock();
        try {
            highWatermark = Math.max(highWatermark, newHighWatermark);
            while (!waiters.isEmpty() && waiters.firstKey() < highWatermark) {
                ready.addAll(waiters.pollFirstEntry().getValue());
            }
        } finally {
            lock.unlock();
        }
        ready.forEach(ReadWaiters::call);
    }

    /**
     * Wakes everybody, to find that the partition has moved; nobody waits here until it is opened.
     */
    public void close() {
        List<Waiter> all = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            waiters.values().forEach(all::addAll);
            waiters.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(ReadWaiters::call);
    }

    /** One reader's failure must neither keep the others waiting nor stop the partition. */
    private static void call(Waiter waiter) {
        try {
            waiter.callback.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("A reader that waited could not be called");
        }
    }

    /** The partition is led here (again). */
    void open() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    public boolean isEmpty() {
        lock.lock();
        try {
            return waiters.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiters.values().stream().mapToInt(Set::size).sum();
        } finally {
            lock.unlock();
        }
    }
}
