package io.millrace.broker.forward;

import io.millrace.broker.forward.Route.Here;
import io.millrace.broker.forward.Route.Nowhere;
import io.millrace.broker.forward.Route.There;
import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.Progress;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition wherever it is led. Each call goes by the newest metadata, so it may be kept while
 * leaders change. Any thread.
 */
final class RoutedPartition implements Partition {
    private static final Logger LOG = LoggerFactory.getLogger(RoutedPartition.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PartitionId id;
    private final Router router;
    private final ForwardRefusals refusals;

    /** What leaders elsewhere have said last. */
    private final AtomicReference<Offsets> told = new AtomicReference<>(new Offsets(0, 0, 0, -1));

    RoutedPartition(PartitionId id, ForwardRefusals refusals, Router.Surroundings surroundings) {
        this.id = id;
        this.refusals = refusals;
        this.router = new Router(id, refusals, surroundings, this::learn);
    }

    Router router() {
        return router;
    }

    @Override
    public PartitionId id() {
        return id;
    }

    @Override
    public int leaderEpoch() {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.leaderEpoch();
            case There(RemoteLeader leader) -> leader.leaderEpoch();
            case Nowhere(_, int leaderEpoch) -> leaderEpoch;
        };
    }

    @Override
    public boolean keepsOrder() {
        return !(router.route() instanceof There);
    }

    @Override
    public List<CompletableFuture<ProduceOutcome>> append(List<ProduceRequest> requests) {
        return append(requests, PATIENCE);
    }

    @Override
    public List<CompletableFuture<ProduceOutcome>> append(
            List<ProduceRequest> requests, Duration patience) {
        return switch (router.route()) {
            case Here(Partition hosted, _) ->
                    hosted.append(requests).stream()
                            .map(answer -> answer.thenApply(refusals::forClients))
                            .toList();
            case There(RemoteLeader leader) -> leader.append(requests, patience);
            case Nowhere(Problem why, _) ->
                    Collections.nCopies(
                            requests.size(),
                            CompletableFuture.completedFuture(
                                    new ProduceOutcome.Refused(
                                            why.withOutcome(Outcome.NOT_APPENDED))));
        };
    }

    @Override
    public Offsets offsets() {
        return router.route() instanceof Here(Partition hosted, _) ? hosted.offsets() : told.get();
    }

    @Override
    public Optional<Progress> progress() {
        return router.route() instanceof Here(Partition hosted, _)
                ? hosted.progress()
                : Optional.empty();
    }

    @Override
    public CompletableFuture<Long> earliest() {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.earliest();
            case There(RemoteLeader leader) -> leader.earliest();
            case Nowhere(Problem why, _) -> CompletableFuture.failedFuture(why.asException());
        };
    }

    @Override
    public CompletableFuture<Long> latest() {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> forClients(hosted.latest());
            case There(RemoteLeader leader) -> leader.latest();
            case Nowhere(Problem why, _) -> CompletableFuture.failedFuture(why.asException());
        };
    }

    @Override
    public FetchOutcome fetch(long offset, int maxBytes, OptionalInt lastFetchedEpoch) {
        return switch (router.route()) {
            case Here(Partition hosted, _) ->
                    refusals.forClients(hosted.fetch(offset, maxBytes, lastFetchedEpoch));
            case There(RemoteLeader leader) -> leader.fetch(offset, maxBytes, lastFetchedEpoch);
            case Nowhere(Problem why, _) -> new FetchOutcome.Refused(why);
        };
    }

    @Override
    public Problem damaged(long offset, RuntimeException cause) {
        if (router.route() instanceof Here(Partition hosted, _)) {
            return hosted.damaged(offset, cause);
        }
        LOG.atError()
                .setCause(cause)
                .addKeyValue("partition", id)
                .addKeyValue("offset", offset)
                .log("A record that another broker has sent is damaged");
        return refusals.damaged(offset);
    }

    @Override
    public Optional<TimestampedOffset> offsetForTimestamp(long timestampMs) {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.offsetForTimestamp(timestampMs);
            case There(RemoteLeader leader) ->
                    leader.ask(
                            Call.TIMESTAMP,
                            peer -> peer.offsetForTimestamp(leader.at(), timestampMs));
            case Nowhere(Problem why, _) -> throw why.asException();
        };
    }

    @Override
    public OptionalLong firstRecord(long offset) {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.firstRecord(offset);
            case There _ ->
                    throw Problem.of(
                                    ErrorCode.LEADER_NOT_AVAILABLE,
                                    "Another broker leads the partition")
                            .asException();
            case Nowhere(Problem why, _) -> throw why.asException();
        };
    }

    @Override
    public OptionalLong appendTimeOf(long offset) {
        try {
            return switch (router.route()) {
                case Here(Partition hosted, _) -> hosted.appendTimeOf(offset);
                case There(RemoteLeader leader) ->
                        leader.ask(
                                Call.APPEND_TIME, peer -> peer.appendTimeOf(leader.at(), offset));
                case Nowhere _ -> OptionalLong.empty();
            };
        } catch (MillraceException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public long recordCountMax() {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.recordCountMax();
            case There(RemoteLeader leader) -> sizeAt(leader).recordCountMax();
            case Nowhere(Problem why, _) -> throw why.asException();
        };
    }

    @Override
    public long sizeInBytes() {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.sizeInBytes();
            case There(RemoteLeader leader) -> sizeAt(leader).sizeInBytes();
            case Nowhere(Problem why, _) -> throw why.asException();
        };
    }

    private static LogSize sizeAt(RemoteLeader leader) {
        return leader.ask(Call.SIZE, peer -> peer.sizeOf(leader.at()));
    }

    @Override
    public OptionalLong expiringBefore() {
        return router.route() instanceof Here(Partition hosted, _)
                ? hosted.expiringBefore()
                : OptionalLong.empty();
    }

    @Override
    public Cancellable whenReadable(long offset, Runnable callback) {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> hosted.whenReadable(offset, callback);
            case There(RemoteLeader leader) -> leader.whenReadable(offset, callback);
            case Nowhere _ -> {
                callback.run(); // As where a partition has closed: to read tells why.
                yield () -> {};
            }
        };
    }

    @Override
    public CompletableFuture<Long> deleteBefore(long offset) {
        return switch (router.route()) {
            case Here(Partition hosted, _) -> forClients(hosted.deleteBefore(offset));
            case There(RemoteLeader leader) -> leader.deleteBefore(offset);
            case Nowhere(Problem why, _) -> CompletableFuture.failedFuture(why.asException());
        };
    }

    private <T> CompletableFuture<T> forClients(CompletableFuture<T> answer) {
        return answer.exceptionallyCompose(
                failure -> CompletableFuture.failedFuture(refusals.forClients(failure)));
    }

    /** The end never goes back while one leads: answers may come in another order. */
    private void learn(Offsets newer) {
        told.accumulateAndGet(
                newer,
                (before, now) ->
                        before.leaderEpoch() > now.leaderEpoch()
                                ? before
                                : before.leaderEpoch() < now.leaderEpoch()
                                        ? now
                                        : new Offsets(
                                                Math.max(before.logStart(), now.logStart()),
                                                Math.max(
                                                        before.highWatermark(),
                                                        now.highWatermark()),
                                                Math.max(before.lastStable(), now.lastStable()),
                                                now.leaderEpoch()));
    }
}
