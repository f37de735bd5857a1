package io.millrace.broker.partition;

import io.millrace.log.EventLog;
import io.millrace.log.SegmentInfo;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.IsrView;
import io.millrace.replication.LeaderState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One partition of which this broker has a replica. Any thread may call it; what changes it is
 * handed to its loop, what reads it decides by the state that the loop has published.
 */
final class HostedPartition implements Partition, Replica {
    private static final Logger LOG = LoggerFactory.getLogger(HostedPartition.class);

    private final PartitionId id;
    private final EventLog log;
    private final PartitionLoop loop;
    private final PartitionEnvironment environment;
    private final ProduceBudget budget;
    private final Refusals refusals;
    private final PartitionMetrics metrics;
    private final PartitionWriter writer;
    private final PartitionReader reader;
    private final LeaderProof proof;
    private final CopyThrottle copies;
    private final ReadWaiters readers = new ReadWaiters();
    private volatile boolean cutOff;
    private volatile boolean damaged;
    private volatile Role role;
    private volatile int leaderEpoch;
    private volatile OptionalLong expiring = OptionalLong.empty();

    /** Takes the log over: the loop closes it with the partition. */
    HostedPartition(
            PartitionId id,
            TopicName topic,
            EventLog log,
            PartitionLoop loop,
            PartitionEnvironment environment) {
        this.id = id;
        this.log = log;
        this.loop = loop;
        this.environment = environment;
        leaderEpoch = log.lastEpoch().orElse(-1);
        role =
                log.health().isOk()
                        ? Role.Resting.NO_LEADER
                        : new Role.Resting(ErrorCode.LOG_FAILED, log.health().detail());
        budget = new ProduceBudget(environment.processBudget(), environment.partitionLimits());
        refusals = new Refusals(id, topic.value());
        metrics = new PartitionMetrics(environment.metrics(), topic.value(), id.partition(), log);
        reader = new PartitionReader(log, refusals, this::foundDamage);
        writer = new PartitionWriter(this, loop, environment);
        copies = new CopyThrottle(environment.monotonicMs());
        proof = new LeaderProof(environment.monotonicMs(), this::hear);
    }

    @Override
    public PartitionId id() {
        return id;
    }

    @Override
    public int leaderEpoch() {
        return leaderEpoch;
    }

    @Override
    public List<CompletableFuture<ProduceOutcome>> append(List<ProduceRequest> requests) {
        if (role instanceof Role.Resting) {
            return Collections.nCopies(
                    requests.size(), CompletableFuture.completedFuture(refusal()));
        }
        long nowMs = environment.clock().millis();
        List<AppendTask> tasks =
                requests.stream().map(request -> new AppendTask(request, budget, nowMs)).toList();
        if (environment.directory().belowReserve()) {
            return Collections.nCopies(requests.size(), refused(refusals.storageFull()));
        }
        List<CompletableFuture<ProduceOutcome>> answers = new ArrayList<>(tasks.size());
        List<AppendTask> admitted = new ArrayList<>(tasks.size());
        for (AppendTask task : tasks) {
            if (budget.tryTake(task.sizeInBytes())) {
                admitted.add(task);
                answers.add(task.answer());
            } else {
                answers.add(refused(refusals.queueFull()));
            }
        }
        loop.execute(() -> admitted.forEach(writer::append));
        return answers;
    }

    private static CompletableFuture<ProduceOutcome> refused(Problem problem) {
        return CompletableFuture.completedFuture(new ProduceOutcome.Refused(problem));
    }

    @Override
    public Offsets offsets() {
        return role instanceof Role.Leading(LeaderState state)
                ? reader.offsets(state)
                : new Offsets(
                        log.logStartOffset(),
                        log.highWatermark(),
                        log.highWatermark(),
                        leaderEpoch);
    }

    @Override
    public Optional<Progress> progress() {
        if (!(role instanceof Role.Leading(LeaderState state))) {
            return Optional.empty();
        }
        long end = state.own().logEnd();
        Map<Integer, Long> lag = new HashMap<>();
        state.followers()
                .forEach(
                        (follower, shown) -> lag.put(follower, Math.max(0, end - shown.flushed())));
        lag.keySet().retainAll(state.view().replicas());
        return Optional.of(new Progress(end, lag));
    }

    @Override
    public CompletableFuture<Long> latest() {
        return switch (role) {
            case Role.Resting why ->
                    CompletableFuture.failedFuture(refusals.resting(why).asException());
            case Role.Leading _ when cutOff ->
                    CompletableFuture.failedFuture(
                            refusals.resting(Role.Resting.CUT_OFF).asException());
            case Role.Leading(LeaderState state) -> {
                if (state.latest().isPresent()) {
                    yield CompletableFuture.completedFuture(state.latest().getAsLong());
                }
                if (environment.directory().belowReserve()) {
                    // The proof is a record, and there is no room for it; nor is anything to come.
                    yield CompletableFuture.completedFuture(state.highWatermark());
                }
                CompletableFuture<Void> proven = new CompletableFuture<>();
                whenReadable(state.leaderEpochStart(), () -> proven.complete(null));
                yield proven.thenCompose(done -> latest());
            }
        };
    }

    @Override
    public FetchOutcome fetch(long offset, int maxBytes, OptionalInt lastFetchedEpoch) {
        return switch (role) {
            case Role.Resting why -> new FetchOutcome.Refused(refusals.resting(why));
            case Role.Leading _ when cutOff ->
                    new FetchOutcome.Refused(refusals.resting(Role.Resting.CUT_OFF));
            case Role.Leading(LeaderState state) -> {
                FetchOutcome outcome = reader.fetch(state, offset, maxBytes, lastFetchedEpoch);
                if (!PartitionReader.deniesRecords(outcome)) {
                    yield outcome;
                }
                yield proof.stillLeads(state.leaderEpoch())
                                && role instanceof Role.Leading(LeaderState proven)
                        ? reader.fetch(proven, offset, maxBytes, lastFetchedEpoch)
                        : new FetchOutcome.Empty(reader.offsets(state));
            }
        };
    }

    @Override
    public Problem damaged(long offset, RuntimeException cause) {
        return reader.damaged(offset, cause);
    }

    @Override
    public Optional<TimestampedOffset> offsetForTimestamp(long timestampMs) {
        long committed = offsets().highWatermark();
        return log.offsetForTimestamp(timestampMs).filter(found -> found.offset() < committed);
    }

    @Override
    public OptionalLong firstRecord(long offset) {
        Offsets now = offsets();
        return log.firstRecord(Math.max(offset, now.logStart()), now.highWatermark());
    }

    @Override
    public OptionalLong appendTimeOf(long offset) {
        return log.appendTimeOf(offset);
    }

    @Override
    public long recordCountMax() {
        Offsets now = offsets();
        long span = now.highWatermark() - now.logStart();
        return Math.max(0, span - log.epochStartsBetween(now.logStart(), now.highWatermark()));
    }

    @Override
    public long sizeInBytes() {
        return log.segments().stream().mapToLong(SegmentInfo::sizeInBytes).sum();
    }

    @Override
    public OptionalLong expiringBefore() {
        return isLeading() ? expiring : OptionalLong.empty();
    }

    @Override
    public Cancellable whenReadable(long offset, Runnable callback) {
        return readers.await(offset, callback);
    }

    @Override
    public CompletableFuture<Long> deleteBefore(long offset) {
        return withLog(open -> deleteBefore(open, offset))
                .thenApply(
                        start ->
                                start.orElseThrow(
                                        () -> refusals.beyondEnd(offset, offsets()).asException()));
    }

    private OptionalLong deleteBefore(EventLog open, long offset) {
        if (offset < 0 || offset > offsets().highWatermark()) {
            return OptionalLong.empty();
        }
        open.deleteBefore(offset);
        return OptionalLong.of(open.logStartOffset());
    }

    // ---- replication

    @Override
    public CompletableFuture<FollowerJudged> fetched(FollowerFetch fetch) {
        return onLoop(() -> writer.judge(fetch));
    }

    @Override
    public long copyWaitMs(int follower) {
        return isInSync(follower) ? 0 : copies.waitMs();
    }

    private boolean isInSync(int follower) {
        return role instanceof Role.Leading(LeaderState state)
                && state.view().isr().containsKey(follower);
    }

    @Override
    public Optional<LeaderAnswer.Records> readForFollower(
            int follower, int leaderEpochAsked, long offset, int maxBytes) {
        boolean inSync = isInSync(follower);
        int most = inSync ? maxBytes : copies.most(maxBytes);
        ByteBuffer batches = log.read(offset, log.logEndOffset(), most).read();
        if (!inSync) {
            copies.given(batches.remaining());
        }
        if (offset < log.highWatermark()) {
            reader.verify(batches, offset);
        }
        // Looked at after the bytes were read: the log gets no others before the role has changed.
        return role instanceof Role.Leading(LeaderState state)
                        && state.leaderEpoch() == leaderEpochAsked
                ? Optional.of(
                        new LeaderAnswer.Records(
                                leaderEpochAsked,
                                batches,
                                log.logStartOffset(),
                                state.highWatermark()))
                : Optional.empty();
    }

    @Override
    public void refused(IsrProposal proposal) {
        loop.execute(() -> writer.refused(proposal));
    }

    @Override
    public CompletableFuture<Void> answered(LeaderAnswer answer) {
        return onLoop(() -> writer.take(answer));
    }

    // ---- within the package

    EventLog log() {
        return log;
    }

    Refusals refusals() {
        return refusals;
    }

    PartitionMetrics metrics() {
        return metrics;
    }

    ReadWaiters readers() {
        return readers;
    }

    Role role() {
        return role;
    }

    /** Loop thread: what any thread decides by from now on. */
    void publish(Role next) {
        if (next instanceof Role.Leading(LeaderState state)) {
            leaderEpoch = state.leaderEpoch();
        }
        role = next;
    }

    /** Others have a copy without the damage: one of them is to lead, and this one copies it. */
    private void foundDamage() {
        damaged = true;
        if (role instanceof Role.Leading(LeaderState state) && !state.isAlone()) {
            environment.replicas().resigns(id, state.leaderEpoch(), true);
        }
    }

    /** Loop thread: whether another broker may lead, and this one would not know. */
    void cutOff(boolean now) {
        cutOff = now;
    }

    /** Why an append is refused now that the partition is not led here. */
    ProduceOutcome refusal() {
        Role.Resting why = role instanceof Role.Resting resting ? resting : Role.Resting.NO_LEADER;
        return new ProduceOutcome.Refused(refusals.resting(why).withOutcome(Outcome.NOT_APPENDED));
    }

    /** Done when the partition takes and gives records, or has failed. */
    CompletableFuture<Void> lead(Self self, int epoch, IsrView view, boolean unclean) {
        return onLoop(() -> writer.lead(self, epoch, view, unclean));
    }

    CompletableFuture<Void> follow(Self self, int leader, int epoch) {
        return onLoop(() -> writer.follow(self, leader, epoch));
    }

    /** Lets the leader look at the time; nothing happens if this is none. */
    void tick() {
        if (role instanceof Role.Leading(LeaderState state) && !state.isAlone()) {
            loop.execute(writer::tick);
        }
    }

    /** What the leader knows, now that it has taken in who was heard. */
    private Optional<LeaderState> hear() {
        onLoop(writer::hear).join();
        return role instanceof Role.Leading(LeaderState state)
                ? Optional.of(state)
                : Optional.empty();
    }

    /**
     * What retention deletes soon, or keeps only for groups.
     *
     * @param before an offset; empty if it looks after nothing here
     * @param unread how many offsets before it a group has still to read
     */
    void expiring(OptionalLong before, long unread) {
        expiring = before;
        if (metrics.unreadExpiring(unread) == 0 && unread > 0) {
            tellUnread(unread).log("A group has still to read what retention deletes soon");
        }
    }

    /** Retention has deleted so many offsets that a group had still to read. */
    void deletedUnread(long count) {
        if (count > 0) {
            metrics.unreadDeleted(count);
            tellUnread(count).log("Retention has deleted what a group had still to read");
        }
    }

    private LoggingEventBuilder tellUnread(long count) {
        return LOG.atWarn()
                .addKeyValue("topic", refusals.topic())
                .addKeyValue("partition", id)
                .addKeyValue("offset", log.logStartOffset())
                .addKeyValue("unread", count);
    }

    CompletableFuture<Void> changeView(IsrView view) {
        return onLoop(() -> writer.changeView(view));
    }

    CompletableFuture<Void> rest(Role.Resting why) {
        return onLoop(() -> writer.rest(why));
    }

    void copyBytesPerSecond(long rate) {
        copies.limit(rate);
    }

    CompletableFuture<Void> stampAppendTime(boolean stamp) {
        return onLoop(() -> writer.stampAppendTime(stamp));
    }

    /**
     * Does something to the log between two appends, on the loop; a failure stops the partition.
     * Fails with a {@link io.millrace.protocol.MillraceException} if the log is closed or has
     * failed.
     */
    <T> CompletableFuture<T> withLog(Function<EventLog, T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> writer.withLog(task, done));
        return done;
    }

    /** As {@link #withLog}, for what may be left undone if the log is closed or has failed. */
    CompletableFuture<?> upkeep(Consumer<EventLog> task) {
        return withLog(
                open -> {
                    task.accept(open);
                    return open;
                });
    }

    /**
     * Runs one step of a chore on the loop and waits for it. What it throws is thrown here, and is
     * no reason to stop the partition.
     */
    void runOnLoop(Runnable step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> writer.step(step, done));
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Answers all it can, then closes the log. */
    CompletableFuture<Void> close(Role.Resting why) {
        return onLoop(() -> writer.close(why));
    }

    private CompletableFuture<Void> onLoop(Runnable task) {
        return onLoop(
                () -> {
                    task.run();
                    return null;
                });
    }

    private <T extends @Nullable Object> CompletableFuture<T> onLoop(Supplier<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(
                () -> {
                    try {
                        done.complete(task.get());
                    } catch (RuntimeException failure) {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    boolean isLeading() {
        return role instanceof Role.Leading;
    }

    /** Whether what is stored is known to be wrong, since recovery or a read. */
    boolean isDamaged() {
        return damaged || !log.health().isOk();
    }

    /** A log that recovery has flagged is never led. */
    boolean isHealthy() {
        return log.health().isOk()
                && !(role instanceof Role.Resting(ErrorCode code, String detail)
                        && code == ErrorCode.LOG_FAILED);
    }
}
