package io.millrace.broker.flush;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One target's place with the flusher pool; at most one flush of it runs at a time. Any thread.
 *
 * <p>{@code CLEAN → QUEUED → FLUSHING → CLEAN}; what is marked dirty while a flush runs rides on
 * the next, which is queued as soon as that one is done.
 */
public final class FlushSlot {
    private enum State {
        CLEAN,
        QUEUED,
        FLUSHING,
        FLUSHING_DIRTY,
        RETIRED
    }

    private final FlusherPool pool;
    private final FlushTarget target;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLEAN);
    private final Object flushEnded = new Object();
    private volatile boolean flushing;

    FlushSlot(FlusherPool pool, FlushTarget target) {
        this.pool = pool;
        this.target = target;
    }

    /** Says that something was appended. Never blocks. */
    public void markDirty() {
        while (true) {
            State now = state.get();
            switch (now) {
                case QUEUED, FLUSHING_DIRTY, RETIRED -> {
                    return;
                }
                case CLEAN -> {
                    if (state.compareAndSet(now, State.QUEUED)) {
                        pool.enqueue(this);
                        return;
                    }
                }
                case FLUSHING -> {
                    if (state.compareAndSet(now, State.FLUSHING_DIRTY)) {
                        return;
                    }
                }
            }
        }
    }

    /**
     * Ends the flushing of this target; a flush that runs is waited for, one fsync at most. What is
     * dirty stays so.
     */
    public void retire() {
        state.set(State.RETIRED);
        boolean interrupted = false;
        synchronized (flushEnded) {
            while (flushing) {
                try {
                    flushEnded.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called by one flusher thread at a time, once for each time the slot was queued. */
    void run() {
        flushing = true;
        boolean flushed = false;
        try {
            flushed = state.compareAndSet(State.QUEUED, State.FLUSHING) && flush();
        } finally {
            synchronized (flushEnded) {
                flushing = false;
                flushEnded.notifyAll();
            }
        }
        if (flushed) {
            queueAgainIfDirty();
            target.flushed();
        }
    }

    private boolean flush() {
        try {
            target.flush();
            return true;
        } catch (RuntimeException failure) {
            state.set(State.RETIRED);
            target.flushFailed(failure);
            return false;
        }
    }

    private void queueAgainIfDirty() {
        if (!state.compareAndSet(State.FLUSHING, State.CLEAN)
                && state.compareAndSet(State.FLUSHING_DIRTY, State.QUEUED)) {
            pool.enqueue(this);
        }
    }
}
