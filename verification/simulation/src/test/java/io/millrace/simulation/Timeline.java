package io.millrace.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what is to happen, in its order. The only source of "now". */
public final class Timeline {
    private record Due(long atMs, long number, Runnable what) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparingLong(Due::number));
    private long nowMs;
    private long number;

    public long nowMs() {
        return nowMs;
    }

    public void after(long delayMs, Runnable what) {
        due.add(new Due(nowMs + delayMs, number++, what));
    }

    /** Lets the next thing happen; false if nothing is to happen before this time. */
    public boolean step(long untilMs) {
        Due next = due.peek();
        if (next == null || next.atMs() > untilMs) {
            nowMs = Math.max(nowMs, untilMs);
            return false;
        }
        due.remove();
        nowMs = Math.max(nowMs, next.atMs());
        next.what().run();
        return true;
    }
}
