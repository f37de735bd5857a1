package io.millrace.coordinator.controller;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** How any thread has the controller's loop do something and waits for it. */
final class Requests {

    private final ControllerLoop loop;
    private final Thread thread;
    private final Duration patience;

    Requests(ControllerLoop loop, Thread thread, Duration patience) {
        this.loop = loop;
        this.thread = thread;
        this.patience = patience;
    }

    /**
     * The present reign. Never blocks.
     *
     * @throws MillraceException when this process does not lead
     */
    Reign reign() {
        Reign reign = loop.reign();
        if (reign == null) {
            throw loop.elsewhere();
        }
        return reign;
    }

    /** Has the loop look at something or note it, also while it only listens. */
    <T> T tell(Function<Reign, T> work) {
        return ask(false, work);
    }

    /** Has the loop change something; it begins when the controller has listened to everybody. */
    <T> T change(Function<Reign, T> work) {
        return ask(true, work);
    }

    private <T> T ask(boolean changes, Function<Reign, T> work) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the controller's loop would wait for itself");
        }
        if (loop.reign() == null) {
            throw loop.elsewhere();
        }
        return await(loop.submit(changes, work), patience);
    }

    static <T> T await(Future<T> answer, Duration patience) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException refusal) {
                throw new MillraceException(refusal.problem(), refusal);
            }
            throw new IllegalStateException("a control request failed", e.getCause());
        } catch (TimeoutException e) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The controller did not answer in time: look before trying again"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MillraceException(
                    Problem.of(ErrorCode.REQUEST_TIMED_OUT, "The request was interrupted"), e);
        }
    }
}
