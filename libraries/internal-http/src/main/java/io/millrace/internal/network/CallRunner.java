package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs handlers, each call on a virtual thread, and counts them. A handler that nobody waits for
 * any more runs to its end: to interrupt it could close a file under it. Any thread.
 */
final class CallRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

    private final int callsMax;
    private final Semaphore free;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("internal-call-", 0).factory());

    CallRunner(int callsMax) {
        this.callsMax = callsMax;
        this.free = new Semaphore(callsMax);
    }

    /** A place for a call, which is given back by {@link #give} or by running the call. */
    boolean tryTake() {
        return free.tryAcquire();
    }

    void give() {
        free.release();
    }

    /** Runs a call in a place that was taken. The future never fails. */
    CompletableFuture<Answer> run(
            String path, RequestHandler handler, NodeId caller, ByteBuffer body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return answer(path, handler, caller, body);
                    } finally {
                        free.release();
                    }
                },
                threads);
    }

    /** Waits until no call is running, or for so long. */
    void close(Duration patience) {
        threads.shutdown();
        try {
            if (free.tryAcquire(callsMax, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                free.release(callsMax);
            } else {
                LOG.atWarn()
                        .addKeyValue("calls", callsMax - free.availablePermits())
                        .log("Server closed while calls were running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer answer(
            String path, RequestHandler handler, NodeId caller, ByteBuffer body) {
        try {
            return Answer.of(handler.handle(caller, body));
        } catch (MillraceException e) {
            return Answer.of(e.problem());
        } catch (Throwable e) { // An error, too, must not leave the caller without an answer.
            LOG.atError()
                    .addKeyValue("path", path)
                    .addKeyValue("peer", caller)
                    .setCause(e)
                    .log("Call failed");
            return Answer.of(
                    Problem.of(ErrorCode.INTERNAL, "The node failed to answer; its log says why"));
        }
    }
}
