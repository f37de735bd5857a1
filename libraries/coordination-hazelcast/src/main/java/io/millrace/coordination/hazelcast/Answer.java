package io.millrace.coordination.hazelcast;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What CP says to a call. Silence is an answer, too: such calls never fail, they are unanswered.
 */
sealed interface Answer<T> {

    record Given<T>(T value) implements Answer<T> {}

    /** CP works, but not with this: the session is over, or the lock is not the session's. */
    record Gone<T>() implements Answer<T> {}

    /** Whether the call took effect, or still will, is unknown. */
    record Silence<T>(String why) implements Answer<T> {}

    /** Waits for an answer, at most so long; a call that is late goes on without its caller. */
    static <T> Answer<T> await(CompletableFuture<Answer<T>> call, Duration patience)
            throws InterruptedException {
        try {
            return call.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Silence<>("no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call to CP is answered, whatever happens", e);
        }
    }
}
