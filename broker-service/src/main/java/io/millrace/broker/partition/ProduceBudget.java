package io.millrace.broker.partition;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what waits to be appended: bytes until they are in the log, requests until they are
 * answered. A partition's budget has the process's as its parent, and takes from both or from none.
 * Any thread.
 */
final class ProduceBudget {
    private final @Nullable ProduceBudget parent;
    private final QueueLimits limits;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();

    ProduceBudget(@Nullable ProduceBudget parent, QueueLimits limits) {
        this.parent = parent;
        this.limits = limits;
    }

    /**
     * Takes room for one request, or none at all. What is larger than the whole budget is let in
     * alone, so that no limit makes a legal request impossible.
     */
    boolean tryTake(int size) {
        if (requests.incrementAndGet() > limits.requestsMax()) {
            requests.decrementAndGet();
            return false;
        }
        long after = bytes.addAndGet(size);
        boolean fits = after <= limits.bytesMax() || after == size;
        if (fits && (parent == null || parent.tryTake(size))) {
            return true;
        }
        bytes.addAndGet(-size);
        requests.decrementAndGet();
        return false;
    }

    /** The bytes of a request are in the log, or nowhere. */
    void giveBytes(int size) {
        bytes.addAndGet(-size);
        if (parent != null) {
            parent.giveBytes(size);
        }
    }

    /** A request has been answered. */
    void giveRequest() {
        requests.decrementAndGet();
        if (parent != null) {
            parent.giveRequest();
        }
    }

    long bytes() {
        return bytes.get();
    }

    int requests() {
        return requests.get();
    }
}
