package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The bytes that unacknowledged batches may take. Any thread. */
final class BufferBudget {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private final long limit;
    private long used;

    BufferBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Waits until so many bytes are free. More than the whole budget is had when all of it is free.
     */
    void acquire(long bytes, Duration maxBlock) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
        try {
            long left = maxBlock.toNanos();
            while (used > 0 && used + bytes > limit) {
                if (left <= 0) {
                    throw Problem.notAppended(
                                    ErrorCode.OVERLOADED,
                                    "The producer's buffer stayed full for " + maxBlock)
                            .asException();
                }
                left = freed.awaitNanos(left);
            }
            used += bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        } finally {
            lock.unlock();
        }
    }

    void release(long bytes) {
        lock.lock();
        try {
            used -= bytes;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isUnused() {
        lock.lock();
        try {
            return used == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, at most so long, for all to be free. */
    boolean awaitUnused(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        lock.lockInterruptibly();
        try {
            while (used > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                freed.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
