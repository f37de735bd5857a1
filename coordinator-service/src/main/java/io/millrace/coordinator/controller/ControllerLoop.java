package io.millrace.coordinator.controller;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.AmbiguousCommitException;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.database.FencedException;
import io.millrace.coordinator.database.NotCommittedException;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Decision;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that leads: it holds the lease, claims the epoch, renews it, and takes requests
 * one after another. Each change goes the same way: decide on the cache, COMMIT, change the cache,
 * publish, answer. Everything mutable here is owned by that thread, except {@code current}, which
 * others read.
 */
final class ControllerLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
    private static final int WAITING_MAX = 1_000;
    private static final Duration LEASE_PATIENCE = Duration.ofMillis(200);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(8);

    private final ControlDatabase database;
    private final Leases leases;
    private final String address;
    private final Duration renewInterval;
    private final Publisher publisher = new Publisher();
    private final BlockingQueue<Task<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final CompletableFuture<Void> firstLed = new CompletableFuture<>();

    private volatile @Nullable ControlState current;
    private volatile boolean stopped;
    private @Nullable Lease lease;
    private long newestPublished;
    private Duration backOff = Duration.ZERO;

    ControllerLoop(
            ControlDatabase database, Leases leases, String address, Duration renewInterval) {
        this.database = database;
        this.leases = leases;
        this.address = address;
        this.renewInterval = renewInterval;
    }

    /** A request and where its answer goes. */
    private record Task<T>(Function<ControlState, T> work, CompletableFuture<T> answer) {

        void run(ControlState state) {
            answer.complete(work.apply(state));
        }
    }

    /** The committed state, or null while this process does not lead. Any thread. */
    @Nullable ControlState current() {
        return current;
    }

    Publisher publisher() {
        return publisher;
    }

    /** Completes when this process has led for the first time, or exceptionally when it ends. */
    CompletableFuture<Void> firstLed() {
        return firstLed;
    }

    /**
     * Ends the loop after the work in hand. It is woken by a last task, never by an interrupt: a
     * subscriber may be inside a file operation, which an interrupt would break.
     */
    void stop() {
        stopped = true;
        waiting.offer(new Task<>(state -> true, new CompletableFuture<Boolean>()));
    }

    /** Queues work for the loop; refused at once when too much is waiting. Any thread. */
    <T> CompletableFuture<T> submit(Function<ControlState, T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (stopped || !waiting.offer(new Task<>(work, answer))) {
            answer.completeExceptionally(loading("The controller has too much to do"));
        }
        return answer;
    }

    /**
     * Commits what is decided, then publishes it. Loop only.
     *
     * @param result made from the state after the change
     * @throws MillraceException with the refusal
     */
    <T> T change(
            ControlState state, Decision decision, BiFunction<ControlState, Decision, T> result) {
        return switch (decision) {
            case Decision.Refused(Problem problem) -> throw problem.asException();
            case Decision.Accepted(List<Change> changes) when changes.isEmpty() ->
                    result.apply(state, decision);
            case Decision.Accepted(List<Change> changes) ->
                    result.apply(commit(state, changes), decision);
        };
    }

    private ControlState commit(ControlState state, List<Change> changes) {
        database.transaction(state.controllerEpoch()).commit(state.version(), changes);
        ControlState next = state.after(changes, state.version() + 1);
        current = next;
        publish(next);
        return next;
    }

    @Override
    public void run() {
        long renewAt = System.nanoTime();
        while (!stopped) {
            ControlState state = current;
            if (state == null) {
                lead();
                renewAt = System.nanoTime() + renewInterval.toNanos();
                continue;
            }
            Task<?> task = next(renewAt - System.nanoTime());
            if (task != null) {
                serve(task, state);
            } else if (!stopped && renewAt - System.nanoTime() <= 0) {
                renew(state);
                renewAt = System.nanoTime() + renewInterval.toNanos();
            }
        }
        stepDown();
        refuseWaiting("The controller stops");
        firstLed.completeExceptionally(loading("The controller stops"));
    }

    private void lead() {
        if (!backOff.isZero()) {
            Task<?> early = next(backOff.toNanos());
            if (early != null) {
                early.answer().completeExceptionally(loading("There is no controller yet"));
                return;
            }
        }
        backOff =
                backOff.isZero()
                        ? Duration.ofSeconds(1)
                        : Duration.ofMillis(
                                Math.min(backOff.toMillis() * 2, BACK_OFF_MAX.toMillis()));
        if (lease == null
                && leases.tryAcquire(LeaseName.CONTROLLER, LEASE_PATIENCE)
                        instanceof Acquisition.Acquired(Lease acquired)) {
            lease = acquired;
        }
        if (lease == null) {
            return;
        }
        try {
            ControlState claimed = database.claim(leases.self().value(), address);
            guardAgainstRegress(claimed);
            backOff = Duration.ZERO;
        } catch (NotCommittedException | AmbiguousCommitException e) {
            LOG.atWarn()
                    .setMessage("can't claim the controller's epoch")
                    .addKeyValue("error", e.getMessage())
                    .log();
            return;
        }
        firstLed.complete(null);
    }

    /** A database that is behind what was published has lost commits: change nothing any more. */
    private void guardAgainstRegress(ControlState claimed) {
        current = claimed;
        if (claimed.version() < newestPublished && !claimed.safeMode()) {
            Change safe =
                    new Change.SafeModeEntered(
                            "version " + newestPublished + " was published, the database has less");
            LOG.atError()
                    .setMessage("the database has lost commits; safe mode")
                    .addKeyValue("published", newestPublished)
                    .addKeyValue("version", claimed.version())
                    .log();
            change(claimed, Decision.accept(safe), (next, decision) -> true);
        } else {
            publish(claimed);
        }
        LOG.atInfo()
                .setMessage("leads as controller")
                .addKeyValue("controllerEpoch", claimed.controllerEpoch())
                .addKeyValue("version", claimed.version())
                .log();
    }

    private void publish(ControlState state) {
        newestPublished = Math.max(newestPublished, state.version());
        publisher.publish(state.metadata());
    }

    private void serve(Task<?> task, ControlState state) {
        try {
            task.run(state);
        } catch (MillraceException e) {
            task.answer().completeExceptionally(e);
        } catch (FencedException | NotCommittedException e) {
            unsettle(e);
            task.answer()
                    .completeExceptionally(
                            loading(
                                    "The change was not made; the controller reads its state again"));
        } catch (AmbiguousCommitException e) {
            unsettle(e);
            task.answer()
                    .completeExceptionally(
                            new MillraceException(
                                    Problem.of(
                                            ErrorCode.REQUEST_TIMED_OUT,
                                            "The database did not say whether the change was made:"
                                                    + " look before trying again"),
                                    e));
        } catch (RuntimeException e) {
            LOG.atError().setMessage("a control request failed").setCause(e).log();
            task.answer().completeExceptionally(e);
        }
    }

    private void renew(ControlState state) {
        Lease held = lease;
        if (held != null && held.state() == LeaseState.LOST) {
            LOG.atWarn().setMessage("lost the controller's lease").log();
            stepDown();
            return;
        }
        try {
            database.renew(state.controllerEpoch());
        } catch (FencedException | NotCommittedException | AmbiguousCommitException e) {
            unsettle(e);
        }
    }

    /** What is cached may be wrong: forget it and claim a new epoch, which settles what is true. */
    private void unsettle(RuntimeException cause) {
        LOG.atWarn()
                .setMessage("reads the control plane again")
                .addKeyValue("error", cause.getMessage())
                .log();
        current = null;
        if (cause instanceof FencedException) {
            stepDown();
            backOff = Duration.ofSeconds(1);
        }
    }

    private void stepDown() {
        current = null;
        if (lease != null) {
            lease.release();
            lease = null;
        }
    }

    private @Nullable Task<?> next(long nanos) {
        try {
            return waiting.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stopped = true;
            return null;
        }
    }

    private void refuseWaiting(String why) {
        for (Task<?> task = waiting.poll(); task != null; task = waiting.poll()) {
            task.answer().completeExceptionally(loading(why));
        }
    }

    static MillraceException loading(String detail) {
        return Problem.of(ErrorCode.COORDINATOR_LOADING, detail).asException();
    }
}
