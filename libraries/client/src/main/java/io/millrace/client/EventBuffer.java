package io.millrace.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.protocol.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events between the thread that reads them and the one that takes them, of a bounded size. */
final class EventBuffer {
    private final int maxChars;

    @GuardedBy("this")
    private final Deque<TailEvent> events = new ArrayDeque<>();

    @GuardedBy("this")
    private long chars;

    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private @Nullable Problem problem;

    EventBuffer(int maxChars) {
        this.maxChars = maxChars;
    }

    /** Waits for room. One event always fits into an empty buffer. */
    synchronized void put(TailEvent event) throws InterruptedException {
        while (!events.isEmpty() && chars + size(event) > maxChars) {
            wait();
        }
        events.addLast(event);
        chars += size(event);
        notifyAll();
    }

    /**
     * No more events come: none at all, or none for the reason of a problem. The first word counts.
     */
    synchronized void end(@Nullable Problem reason) {
        if (!ended) {
            ended = true;
            problem = reason;
        }
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended && events.isEmpty();
    }

    /**
     * The next event; empty if none comes in time or any more.
     *
     * @throws io.millrace.protocol.MillraceException if the stream ended with a problem
     */
    synchronized Optional<TailEvent> take(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (events.isEmpty()) {
            if (problem != null) {
                throw problem.asException();
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                return Optional.empty();
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        TailEvent event = events.removeFirst();
        chars -= size(event);
        notifyAll();
        return Optional.of(event);
    }

    private static int size(TailEvent event) {
        return 64 + event.type().length() + event.cursor().length() + event.data().length();
    }
}
