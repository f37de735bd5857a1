package io.millrace.coordinator.controller;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.database.FencedException;
import io.millrace.coordinator.election.Election;
import io.millrace.coordinator.election.Turn;
import io.millrace.coordinator.liveness.Heartbeats;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.SafeMode;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that leads: it claims the epoch, renews it, looks after the brokers, and takes
 * requests one after another. Everything mutable here is owned by that thread, except {@code
 * reign}, which others read.
 */
final class ControllerLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    private final ControlDatabase database;
    private final String self;
    private final ControllerSettings settings;
    private final LongSupplier nanoTime;
    private final Election election;
    private final Publisher publisher = new Publisher();
    private final Tasks tasks = new Tasks();
    private final CompletableFuture<Void> firstLed = new CompletableFuture<>();

    private volatile @Nullable Reign reign;
    private volatile boolean stopped;
    private @Nullable Rounds rounds;
    private @Nullable MetadataPosition newestPublished;
    private long renewAt;
    private long lookAt;

    ControllerLoop(
            ControlDatabase database,
            Leases leases,
            CoordinationCluster cluster,
            ControllerSettings settings,
            LongSupplier nanoTime) {
        this.database = database;
        this.self = leases.self().value();
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.election =
                new Election(
                        leases,
                        cluster,
                        database.coordinators(),
                        settings.election(),
                        nanoTime,
                        RandomGenerator.getDefault(),
                        tasks::wake);
    }

    /** The present reign, or null while this process does not lead. Any thread. */
    @Nullable Reign reign() {
        return reign;
    }

    /** What a caller is told while this process does not lead. Any thread. */
    MillraceException elsewhere() {
        return election.controllerUrl()
                .map(
                        url ->
                                Problem.of(
                                                ErrorCode.NOT_CONTROLLER,
                                                "Another coordinator is the controller")
                                        .with("controller_url", url)
                                        .asException())
                .orElseGet(() -> loading("There is no controller at the moment"));
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
        tasks.wake();
    }

    /**
     * Queues work for the loop; refused at once when too much is waiting. Any thread.
     *
     * @param changes whether it may change something; such work waits while the controller listens
     */
    <T> CompletableFuture<T> submit(boolean changes, Function<Reign, T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (stopped || !tasks.offer(new Tasks.Task<>(changes, work, answer))) {
            answer.completeExceptionally(loading("The controller has too much to do"));
        }
        return answer;
    }

    /** Looks at the brokers now. Loop only. */
    void look() {
        lookAt = nanoTime.getAsLong() + LOOK_INTERVAL.toNanos();
        if (rounds != null) {
            rounds.look();
        }
    }

    @Override
    public void run() {
        election.start();
        try {
            while (!stopped) {
                Reign present = reign;
                if (present == null) {
                    lead();
                } else {
                    turn(present);
                }
            }
        } catch (InterruptedException e) {
            // Nobody but the end of the process interrupts this thread.
            stopped = true;
        }
        end();
        election.close();
        tasks.refuseAll(loading("The controller stops"));
        firstLed.completeExceptionally(loading("The controller stops"));
    }

    private void turn(Reign present) throws InterruptedException {
        if (election.isLost()) {
            LOG.atWarn().setMessage("lost the controller's lease").log();
            end();
            election.resign();
        } else if (nanoTime.getAsLong() - renewAt >= 0) {
            renewAt = nanoTime.getAsLong() + settings.renewInterval().toNanos();
            attempt(
                    () ->
                            database.renew(
                                    present.state().controllerEpoch(), present.state().version()),
                    failure -> {});
        } else if (nanoTime.getAsLong() - lookAt >= 0) {
            attempt(this::look, failure -> {});
        } else {
            long nanos = Math.min(renewAt, lookAt) - nanoTime.getAsLong();
            Tasks.Task<?> task =
                    tasks.next(present.listens(), Math.min(nanos, LOOK_INTERVAL.toNanos()));
            if (task != null) {
                attempt(() -> task.run(present), task::refuse);
            }
        }
    }

    private void lead() throws InterruptedException {
        Optional<Turn> turn = election.turn();
        if (turn.isPresent()) {
            attempt(() -> claim(turn.get()), failure -> election.failed());
        } else {
            Tasks.Task<?> early = tasks.next(false, LOOK_INTERVAL.toNanos());
            if (early != null) {
                early.refuse(elsewhere());
            }
        }
    }

    private void claim(Turn turn) {
        OptionalLong unrenewedSince =
                switch (turn) {
                    case Turn.ByLease lease -> OptionalLong.empty();
                    case Turn.WithoutCoordination(long counter) -> OptionalLong.of(counter);
                };
        ControlState claimed = database.claim(self, settings.address(), unrenewedSince);
        election.claimed();
        MetadataPosition before = newestPublished;
        begin(claimed);
        LOG.atInfo()
                .setMessage("leads as controller")
                .addKeyValue("controllerEpoch", claimed.controllerEpoch())
                .addKeyValue("version", claimed.version())
                .log();
        if (before != null) {
            enterSafeMode(SafeMode.reason(claimed, before).orElse(null));
        }
        firstLed.complete(null);
    }

    private void begin(ControlState claimed) {
        Reign next =
                new Reign(
                        database,
                        claimed,
                        new Heartbeats(settings.brokers().deadline(), nanoTime),
                        new Recovery(settings.brokers().recoveryWait(), nanoTime),
                        this::publish);
        rounds =
                new Rounds(
                        next,
                        nanoTime,
                        settings.brokers().preferInterval(),
                        settings.brokers().preferMax());
        reign = next;
        renewAt = nanoTime.getAsLong() + settings.renewInterval().toNanos();
        look();
    }

    /**
     * Stops everything but the data path, if there is a reason and it is not so already. Loop only.
     * The transaction's guard proves that it is the newest controller that says so: an older one
     * has good reason to know less.
     */
    void enterSafeMode(@Nullable String reason) {
        Reign present = reign;
        if (reason == null || present == null || present.state().safeMode()) {
            return;
        }
        present.commit(List.of(new Change.SafeModeEntered(reason)));
        LOG.atError()
                .setMessage("the database has lost commits; safe mode: no elections, no changes")
                .addKeyValue("version", present.state().version())
                .addKeyValue("error", reason)
                .log();
    }

    private void publish(ClusterMetadata metadata) {
        newestPublished = metadata.at();
        publisher.publish(metadata);
    }

    /** Does work whose failure may mean that what is cached is not what is committed. */
    private void attempt(Runnable work, Consumer<RuntimeException> failed) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (Failures.unsettles(e)) {
                unsettle(e);
            } else if (Failures.isBug(e)) {
                LOG.atError().setMessage("the controller failed at something").setCause(e).log();
            }
            failed.accept(Failures.answer(e));
        }
    }

    /** What is cached may be wrong: forget it and claim a new epoch, which settles what is true. */
    private void unsettle(RuntimeException cause) {
        LOG.atWarn()
                .setMessage("reads the control plane again")
                .addKeyValue("error", cause.getMessage())
                .log();
        end();
        if (cause instanceof FencedException) {
            election.fenced();
        }
    }

    private void end() {
        Reign present = reign;
        if (present != null) {
            reign = null;
            rounds = null;
            present.feed().end();
            tasks.refuseAll(loading("The controller has stepped down"));
        }
    }

    static MillraceException loading(String detail) {
        return Problem.of(ErrorCode.COORDINATOR_LOADING, detail).asException();
    }
}
