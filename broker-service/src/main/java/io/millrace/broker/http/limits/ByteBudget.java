package io.millrace.broker.http.limits;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of memory that one purpose may take in this process. Any thread. */
public final class ByteBudget {
    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();

    public ByteBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** So many percent of the largest heap. */
    public static ByteBudget ofHeap(int percent) {
        return new ByteBudget(Runtime.getRuntime().maxMemory() / 100 * percent);
    }

    /** Takes all of the bytes or none. */
    public boolean tryTake(long bytes) {
        if (taken.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    public void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    public long takenBytes() {
        return taken.get();
    }

    public long maxBytes() {
        return maxBytes;
    }
}
