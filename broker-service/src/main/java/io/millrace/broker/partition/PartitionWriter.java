package io.millrace.broker.partition;

import io.millrace.broker.flush.FlushSlot;
import io.millrace.broker.flush.FlushTarget;
import io.millrace.log.DiskFullException;
import io.millrace.log.EventLog;
import io.millrace.log.LogFailedException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.batch.EpochStart;
import io.millrace.replication.FetchVerdict;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.FollowerState;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.IsrView;
import io.millrace.replication.LeaderEffect;
import io.millrace.replication.LeaderEvent;
import io.millrace.replication.LeaderState;
import io.millrace.replication.Leadership;
import io.millrace.replication.Step;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owned by the partition loop: the only one that changes a partition's log and its leader's state.
 * It does what the state decides, in this order: publish, answer, wake.
 */
final class PartitionWriter implements FlushTarget {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);

    /** {@code replica.lag.time.max}. */
    private static final long LAG_MAX_MS = 10_000;

    private final HostedPartition partition;
    private final EventLog log;
    private final PartitionLoop loop;
    private final FlushSlot slot;
    private final InstantSource clock;
    private final LongSupplier monotonicMs;
    private final LongSupplier controllerHeardMs;
    private final Refusals refusals;
    private final Consumer<RuntimeException> directoryFailed;
    private final PendingAnswers pending = new PendingAnswers();
    private final AppendStage appends;
    private final AtomicBoolean flushSignalled = new AtomicBoolean();
    private final FollowerDuty follower;
    private final ReplicaEvents replicas;
    private @Nullable LeaderState leader;
    private LeaderEffect.@Nullable AppendEpochStart owedEpochStart;
    private boolean inTurn;

    /** Closed or failed: nothing is done to the log any more. */
    private boolean ended;

    PartitionWriter(
            HostedPartition partition, PartitionLoop loop, PartitionEnvironment environment) {
        this.partition = partition;
        this.log = partition.log();
        this.loop = loop;
        this.clock = environment.clock();
        this.monotonicMs = environment.monotonicMs();
        this.controllerHeardMs = environment.controllerHeardMs();
        this.refusals = partition.refusals();
        this.directoryFailed = environment.directoryFailed();
        this.replicas = environment.replicas();
        this.follower = new FollowerDuty(log, clock);
        this.slot = environment.flushers().register(this);
        Overtakers overtakers =
                new Overtakers(environment.overtakerWait(), loop::execute, this::append);
        this.appends =
                new AppendStage(log, pending, refusals, clock, partition.metrics(), overtakers);
    }

    // ---- requests

    void append(AppendTask task) {
        @Nullable AppendTask next = task;
        while (next != null) {
            AppendTask taken = next;
            try {
                next = take(taken);
            } catch (RuntimeException | Error failure) {
                taken.complete(new ProduceOutcome.Refused(refusals.logFailed(true)));
                fail(failure);
                next = null;
            }
        }
    }

    private @Nullable AppendTask take(AppendTask task) {
        if (appends.mustWriteBefore(task)) {
            write();
        }
        if (owedEpochStart != null) {
            appendEpochStart(owedEpochStart);
        }
        LeaderState state = leader;
        if (state == null) {
            task.complete(partition.refusal());
            return null;
        }
        if (owedEpochStart != null) {
            task.complete(new ProduceOutcome.Refused(refusals.storageFull()));
            return null;
        }
        if (!inTurn) {
            inTurn = true;
            loop.atEndOfTurn(this::endTurn);
        }
        return appends.take(task, state);
    }

    private void endTurn() {
        inTurn = false;
        guarded(this::write);
    }

    private void write() {
        LeaderState state = leader;
        if (state != null && appends.write(loop.scratch(), state.leaderEpoch())) {
            grown(state);
        }
    }

    /** The log has grown: the flusher pool must hear of it before anything else can go wrong. */
    private void grown(LeaderState state) {
        slot.markDirty();
        apply(state.step(new LeaderEvent.Appended(log.logEndOffset())));
    }

    // ---- leadership

    /** R1. The log must be healthy and older than the epoch. */
    void lead(Self self, int leaderEpoch, IsrView view, boolean unclean) {
        guarded(
                () -> {
                    if (ended) {
                        return;
                    }
                    followNoMore();
                    if (log.durableEndOffset() < log.logEndOffset()) {
                        log.flush();
                    }
                    Leadership leadership =
                            new Leadership(
                                    self.broker().value(),
                                    self.brokerEpoch(),
                                    leaderEpoch,
                                    log.logEndOffset(),
                                    Math.clamp(
                                            log.highWatermark(),
                                            log.logStartOffset(),
                                            log.logEndOffset()),
                                    view,
                                    unclean,
                                    monotonicMs.getAsLong(),
                                    LAG_MAX_MS);
                    partition.readers().open();
                    apply(LeaderState.become(leadership));
                    LOG.atInfo()
                            .addKeyValue("topic", refusals.topic())
                            .addKeyValue("partition", partition.id())
                            .addKeyValue("leaderEpoch", leaderEpoch)
                            .addKeyValue("offset", leadership.logEnd())
                            .log("Became leader");
                });
    }

    void changeView(IsrView view) {
        guarded(this::write);
        tell(new LeaderEvent.ViewChanged(view, monotonicMs.getAsLong()));
    }

    /** Stops taking and giving records; what waits for an answer gets "unknown". */
    void rest(Role.Resting why) {
        guarded(this::write);
        if (!ended) {
            stop(why);
        }
    }

    /** R2. The log must be healthy and not newer than the epoch. */
    void follow(Self self, int leaderBroker, int leaderEpoch) {
        guarded(this::write);
        guarded(
                () -> {
                    if (ended) {
                        return;
                    }
                    stop(Role.Resting.following(leaderBroker));
                    FollowerState begun =
                            follower.begin(
                                    self.broker().value(),
                                    self.brokerEpoch(),
                                    leaderBroker,
                                    leaderEpoch);
                    slot.markDirty();
                    replicas.follows(partition, leaderBroker, begun.fetch());
                    LOG.atInfo()
                            .addKeyValue("topic", refusals.topic())
                            .addKeyValue("partition", partition.id())
                            .addKeyValue("leader", leaderBroker)
                            .addKeyValue("leaderEpoch", leaderEpoch)
                            .addKeyValue("offset", begun.logEnd())
                            .log("Follows");
                });
    }

    private void followNoMore() {
        if (follower.state().isPresent()) {
            follower.end();
            replicas.followsNoMore(partition.id());
        }
    }

    /** What the leader has answered; see {@link Replica#answered}. */
    void take(LeaderAnswer answer) {
        if (ended) {
            return;
        }
        try {
            if (follower.take(answer)) {
                slot.markDirty();
            }
        } catch (LogFailedException | IllegalStateException broken) {
            fail(broken);
            throw broken;
        }
        tellPosition();
    }

    private void tellPosition() {
        follower.state().ifPresent(state -> replicas.moved(partition.id(), state.fetch()));
    }

    private void stop(Role.Resting why) {
        boolean led = leader != null;
        leader = null;
        owedEpochStart = null;
        followNoMore();
        partition.publish(why);
        if (led) {
            replicas.leaderChanged(partition.id());
        }
        appends.refuseAll(refusals.resting(why).withOutcome(Outcome.NOT_APPENDED));
        pending.giveUp(refusals.resting(why).withOutcome(Outcome.UNKNOWN));
        partition.readers().close();
    }

    // ---- the log

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    /** Does something to the log itself between two appends. */
    <T> void withLog(Function<EventLog, T> task, CompletableFuture<T> done) {
        guarded(this::write);
        if (ended) {
            done.completeExceptionally(refusals.logFailed(true).asException());
            return;
        }
        try {
            done.complete(task.apply(log));
        } catch (RuntimeException | Error failure) {
            done.completeExceptionally(failure);
            fail(failure);
        }
    }

    /** Does a step of a chore that may fail without harm to the log: the chore is told, no more. */
    void step(Runnable task, CompletableFuture<Void> done) {
        guarded(this::write);
        if (ended) {
            done.completeExceptionally(refusals.logFailed(true).asException());
            return;
        }
        try {
            task.run();
            done.complete(null);
        } catch (RuntimeException failure) {
            done.completeExceptionally(failure);
        }
    }

    void stampAppendTime(boolean stamp) {
        appends.stampAppendTime(stamp);
    }

    /**
     * Waits for a flush that runs, answers what it made durable, stops and closes the log.
     *
     * @throws IllegalStateException if the partition had failed: what it left must be recovered
     */
    void close(Role.Resting why) {
        guarded(this::write);
        slot.retire();
        if (!ended && leader != null) {
            guarded(
                    () -> {
                        log.flush();
                        durable();
                    });
        }
        boolean failed = ended;
        partition.metrics().close();
        stop(why);
        ended = true;
        log.close();
        if (failed) {
            throw new IllegalStateException("partition " + partition.id() + " had failed");
        }
    }

    private void fail(Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        LOG.atError()
                .setCause(failure)
                .addKeyValue("topic", refusals.topic())
                .addKeyValue("partition", partition.id())
                .log("The partition has failed and takes no more records until a restart");
        slot.retire();
        stop(new Role.Resting(ErrorCode.LOG_FAILED, "its log has failed"));
    }

    // ---- flushing

    @Override
    public void flush() {
        log.flush();
    }

    @Override
    public void flushed() {
        if (flushSignalled.compareAndSet(false, true)) {
            loop.execute(
                    () -> {
                        flushSignalled.set(false);
                        guarded(this::durable);
                    });
        }
    }

    @Override
    public void flushFailed(RuntimeException failure) {
        directoryFailed.accept(failure);
        loop.execute(() -> fail(failure));
    }

    private void durable() {
        if (follower.flushed()) {
            tellPosition();
        }
        if (leader != null) {
            apply(leader.step(new LeaderEvent.Flushed(log.durableEndOffset())));
        }
    }

    // ---- what the leader's state decides

    private void apply(Step step) {
        boolean grown = leader == null || step.state().own().logEnd() > leader.own().logEnd();
        leader = step.state();
        partition.publish(new Role.Leading(step.state()));
        for (LeaderEffect effect : step.effects()) {
            switch (effect) {
                case LeaderEffect.AppendEpochStart start -> appendEpochStart(start);
                case LeaderEffect.AnswerLeaderAcks(long durableEnd) -> pending.flushed(durableEnd);
                case LeaderEffect.RaiseHighWatermark(long highWatermark) -> {
                    log.noteHighWatermark(highWatermark);
                    pending.committed(highWatermark);
                    partition.readers().raise(highWatermark);
                    if (!step.state().isAlone()) {
                        replicas.committed(partition.id());
                    }
                }
                case LeaderEffect.ProposeIsr(IsrProposal proposal) ->
                        replicas.proposes(partition, proposal);
                case LeaderEffect.Resign() ->
                        replicas.resigns(partition.id(), step.state().leaderEpoch(), false);
                case LeaderEffect.DenounceReplica(int replica, long brokerEpoch) ->
                        replicas.denounces(
                                partition.id(), step.state().leaderEpoch(), replica, brokerEpoch);
            }
        }
        if (grown && !step.state().isAlone()) {
            replicas.leaderChanged(partition.id());
        }
    }

    // ---- followers

    /** What a follower's fetch is answered; see {@link Replica#fetched}. */
    FollowerJudged judge(FollowerFetch fetch) {
        return judge(fetch, monotonicMs.getAsLong());
    }

    private FollowerJudged judge(FollowerFetch fetch, long heardMs) {
        guarded(this::write);
        LeaderState now = leader;
        if (now == null) {
            return new FollowerJudged(
                    new FetchVerdict.Refused(FetchVerdict.Reason.UNKNOWN_LEADER_EPOCH), 0, 0, 0);
        }
        FetchVerdict verdict = now.judge(fetch, FollowerDuty.history(log), log.logStartOffset());
        if (verdict instanceof FetchVerdict.Serve) {
            tell(new LeaderEvent.Fetched(fetch, heardMs));
        }
        return new FollowerJudged(
                verdict,
                log.logStartOffset(),
                log.logEndOffset(),
                leader == null ? now.highWatermark() : leader.highWatermark());
    }

    void refused(IsrProposal proposal) {
        tell(new LeaderEvent.ProposalRefused(proposal, monotonicMs.getAsLong()));
    }

    /** Followers that are idle tell nothing, and yet are in sync. */
    void hear() {
        for (ReplicaEvents.Heard heard : replicas.heard(partition.id())) {
            var _ = judge(heard.fetch(), heard.heardMs());
        }
    }

    void tick() {
        hear();
        long now = monotonicMs.getAsLong();
        tell(new LeaderEvent.Tick(now));
        partition.cutOff(
                leader != null
                        && leader.isCutOff()
                        && now - controllerHeardMs.getAsLong() > LAG_MAX_MS);
    }

    private void tell(LeaderEvent event) {
        LeaderState now = leader;
        if (now != null) {
            guarded(() -> apply(now.step(event)));
        }
    }

    /**
     * A full disk can be read from: the epoch then starts with the first append that finds room.
     */
    private void appendEpochStart(LeaderEffect.AppendEpochStart start) {
        LeaderState state = leader;
        if (state == null) {
            throw new IllegalStateException("an epoch begins without a leader");
        }
        EpochStart record =
                new EpochStart(start.leaderEpoch(), start.brokerEpoch(), start.unclean());
        long nowMs = clock.millis();
        try {
            log.append(record.encode(nowMs), start.leaderEpoch(), nowMs);
            owedEpochStart = null;
            grown(state);
        } catch (DiskFullException full) {
            owedEpochStart = start;
            LOG.atWarn()
                    .addKeyValue("topic", refusals.topic())
                    .addKeyValue("partition", partition.id())
                    .log("The disk is full: the partition can be read, but not written");
        }
    }
}
