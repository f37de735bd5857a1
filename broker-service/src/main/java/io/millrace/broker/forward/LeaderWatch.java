package io.millrace.broker.forward;

import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.ReadWaiters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

/**
 * Waits at a leader on behalf of all who wait here: at most one call is under way, however many
 * they are, and none while nobody waits. Any thread.
 */
final class LeaderWatch {
    /** An answer without news that comes sooner is no wait: the leader is failing or closing. */
    private static final Duration WAIT_MIN = Duration.ofSeconds(1);

    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    private final Forwards forwards;
    private final LongFunction<Offsets> awaitBehind;
    private final ReadWaiters waiters = new ReadWaiters();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What is known to be committed; −1 before the leader has said anything. */
    private volatile long highWatermark = -1;

    /**
     * @param awaitBehind asks the leader to answer when its log ends behind an offset; blocks, and
     *     fails with an unchecked exception
     */
    LeaderWatch(Forwards forwards, LongFunction<Offsets> awaitBehind) {
        this.forwards = forwards;
        this.awaitBehind = awaitBehind;
    }

    Cancellable await(long offset, Runnable callback) {
        Cancellable waiting = waiters.await(offset, callback);
        ask();
        return waiting;
    }

    /** The leader has said, here or elsewhere, that so much is committed. */
    void learn(long committed) {
        if (committed > highWatermark) {
            highWatermark = committed; // A race may lower it: then the leader answers at once.
        }
        waiters.raise(committed);
    }

    /** Wakes everybody: the leader is another, or none. */
    void close() {
        closed.countDown();
        waiters.close();
    }

    private void ask() {
        if (!isClosed() && !waiters.isEmpty() && asking.compareAndSet(false, true)) {
            try {
                forwards.execute(this::askWhileAnybodyWaits);
            } catch (RejectedExecutionException e) {
                close(); // The broker is about to stop.
            }
        }
    }

    private void askWhileAnybodyWaits() {
        Duration pause = PAUSE_MIN;
        try {
            while (!isClosed() && !waiters.isEmpty()) {
                if (hasWaited()) {
                    pause = PAUSE_MIN;
                } else {
                    // The metadata will tell who leads now; until then ask, ever more slowly.
                    rest(pause);
                    pause = longer(pause);
                }
            }
        } finally {
            asking.set(false);
        }
        ask(); // Who came after the last look and before the flag was down.
    }

    /** Asks once; false if that brought nothing, and at once. */
    private boolean hasWaited() {
        long before = highWatermark;
        long began = System.nanoTime();
        try {
            learn(awaitBehind.apply(before).highWatermark());
        } catch (RuntimeException e) {
            return false;
        }
        return highWatermark > before || System.nanoTime() - began > WAIT_MIN.toNanos();
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
    }

    private void rest(Duration pause) {
        try {
            if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a watch", e);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
