package io.millrace.broker.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What others have for one loop to do. Many threads add, one takes all there is at once.
 *
 * <p>Bounded by what may be added: appends by the {@link ProduceBudget}, flush signals to one per
 * partition, the rest by the few that send it.
 */
final class LoopInbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private List<Runnable> tasks = new ArrayList<>();
    private boolean waiting;
    private boolean closed;

    /** Any thread; never blocks for longer than a swap of lists. False if nobody takes any more. */
    boolean add(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            tasks.add(task);
            if (waiting) {
                waiting = false;
                filled.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for tasks, hands all over and takes the empty {@code spare} to fill next. */
    List<Runnable> take(List<Runnable> spare) {
        lock.lock();
        try {
            while (tasks.isEmpty()) {
                waiting = true;
                filled.awaitUninterruptibly();
            }
            waiting = false;
            List<Runnable> all = tasks;
            tasks = spare;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the last tasks; none is added after them. */
    List<Runnable> close() {
        lock.lock();
        try {
            closed = true;
            return tasks;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }
}
