package io.millrace.broker.replica;

import io.millrace.broker.partition.FollowerJudged;
import io.millrace.broker.partition.Replica;
import io.millrace.broker.partition.ReplicaEvents.Heard;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.replica.ReplicaAnswer;
import io.millrace.protocol.replica.ReplicaPosition;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.replication.FetchVerdict;
import io.millrace.replication.FollowerFetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one broker follows of this one. Any thread; the lock is never held across I/O.
 *
 * <p>A partition is <em>ready</em> when there may be something to answer to the follower's newest
 * position: from its judgement, or from growth of the log since. It is taken out when it is
 * answered, and comes back with the next position.
 */
final class FollowerSession {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerSession.class);
    private static final int PARTITION_BYTES_MAX = 1 << 20;

    private final int follower;
    private final long brokerEpoch;
    private final long session;
    private final Function<PartitionId, Optional<Replica>> replicas;
    private final LongSupplier monotonicMs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<PartitionId, Followed> followed = new HashMap<>();
    private final Set<PartitionId> ready = new LinkedHashSet<>();
    private final Set<PartitionId> committed = new LinkedHashSet<>();

    /** Positions of an epoch in which this broker does not lead, yet or any more. */
    private final Set<PartitionId> parked = new HashSet<>();

    /** Until when those wait that are copied at a limited speed, in monotonic ms. */
    private final Map<PartitionId, Long> held = new HashMap<>();

    private long fetches;
    private long heardMs;
    private boolean ended;

    /** One partition as its follower has last described it. */
    private static final class Followed {
        final ReplicaPosition position;
        final long sequence;
        @Nullable FollowerJudged judged;
        boolean answered;

        Followed(ReplicaPosition position, long sequence) {
            this.position = position;
            this.sequence = sequence;
        }
    }

    FollowerSession(
            ReplicaUpdate first,
            Function<PartitionId, Optional<Replica>> replicas,
            LongSupplier monotonicMs) {
        this.monotonicMs = monotonicMs;
        this.follower = first.follower().value();
        this.brokerEpoch = first.brokerEpoch();
        this.session = first.session();
        this.replicas = replicas;
    }

    boolean is(ReplicaUpdate update) {
        return update.brokerEpoch() == brokerEpoch && update.session() == session;
    }

    boolean isOlderThan(ReplicaUpdate update) {
        return update.brokerEpoch() > brokerEpoch
                || (update.brokerEpoch() == brokerEpoch && update.session() > session);
    }

    void update(ReplicaUpdate update) {
        lock.lock();
        try {
            heardMs = monotonicMs.getAsLong();
            for (PartitionId id : update.forgotten()) {
                Followed known = followed.get(id);
                if (known != null && known.sequence < update.sequence()) {
                    followed.remove(id);
                    ready.remove(id);
                    parked.remove(id);
                    held.remove(id);
                    committed.remove(id);
                }
            }
            for (ReplicaPosition position : update.changed()) {
                Followed known = followed.get(position.partition());
                if (known == null || known.sequence < update.sequence()) {
                    take(new Followed(position, update.sequence()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Messages name only what has changed: of all else they say that it is as it was. Empty while
     * the loop has older positions to judge, which this one must not overtake.
     */
    Optional<Heard> heard(PartitionId id) {
        lock.lock();
        try {
            return Optional.ofNullable(followed.get(id))
                    .filter(known -> !ended && !parked.contains(id) && known.judged != null)
                    .map(known -> new Heard(fetch(known.position), heardMs));
        } finally {
            lock.unlock();
        }
    }

    /** Given to the loop under the lock, so that the loop sees positions in their order. */
    private void take(Followed now) {
        ReplicaPosition position = now.position;
        followed.put(position.partition(), now);
        ready.remove(position.partition());
        parked.remove(position.partition());
        held.remove(position.partition());
        Optional<Replica> replica = replicas.apply(position.partition());
        if (replica.isEmpty()) {
            parked.add(position.partition());
            return;
        }
        var _ = replica.get().fetched(fetch(position)).thenAccept(judged -> judged(now, judged));
    }

    private FollowerFetch fetch(ReplicaPosition position) {
        return new FollowerFetch(
                follower,
                brokerEpoch,
                position.leaderEpoch(),
                position.lastEpoch(),
                position.logEnd(),
                position.flushed());
    }

    private void judged(Followed of, FollowerJudged judged) {
        lock.lock();
        try {
            PartitionId id = of.position.partition();
            if (followed.get(id) == of) {
                of.judged = judged;
                if (isOfAnotherEpoch(judged.verdict())) {
                    parked.add(id);
                } else if (!(judged.verdict() instanceof FetchVerdict.Serve)
                        || judged.logEnd() > of.position.logEnd()) {
                    makeReady(id);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Metadata that is on its way to one of the two will tell. */
    private static boolean isOfAnotherEpoch(FetchVerdict verdict) {
        return verdict instanceof FetchVerdict.Refused(FetchVerdict.Reason why)
                && (why == FetchVerdict.Reason.UNKNOWN_LEADER_EPOCH
                        || why == FetchVerdict.Reason.FENCED_LEADER_EPOCH);
    }

    /** There may be more for the follower, or this broker leads from now on. */
    void grown(PartitionId id) {
        lock.lock();
        try {
            Followed known = followed.get(id);
            if (known != null && parked.contains(id)) {
                take(known);
            } else if (known != null && known.judged != null && !known.answered) {
                makeReady(id);
            }
        } finally {
            lock.unlock();
        }
    }

    void committed(PartitionId id) {
        lock.lock();
        try {
            if (followed.containsKey(id)) {
                committed.add(id);
            }
        } finally {
            lock.unlock();
        }
    }

    private void makeReady(PartitionId id) {
        ready.add(id);
        changed.signalAll();
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What there is for the follower, as soon as there is something; a later call ends an earlier
     * one. Blocks: virtual threads only.
     */
    List<ReplicaAnswer> fetch(int maxBytes, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        long number = begin();
        List<ReplicaAnswer> answers = new ArrayList<>();
        int bytes = 0;
        while (true) {
            for (Followed next = nextReady(); next != null; next = nextReady()) {
                Optional<ReplicaAnswer> answer =
                        answer(next, Math.min(PARTITION_BYTES_MAX, maxBytes - bytes));
                answer.ifPresent(answers::add);
                bytes += answer.map(FollowerSession::sizeOf).orElse(0);
                if (bytes >= maxBytes) {
                    return answers;
                }
            }
            if (answers.isEmpty() && left > 0) {
                left = await(number, left);
            } else {
                answers.addAll(newsBeside(answers));
                return answers;
            }
        }
    }

    private long begin() {
        lock.lock();
        try {
            changed.signalAll();
            return ++fetches;
        } finally {
            lock.unlock();
        }
    }

    private long await(long number, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (ready.isEmpty() && left > 0 && fetches == number && !ended) {
                long pause = Math.min(left, untilReleased());
                left += changed.awaitNanos(pause) - pause;
                release();
            }
            if (left <= 0) {
                List.copyOf(followed.values()).stream()
                        .filter(each -> parked.contains(each.position.partition()))
                        .forEach(this::take);
            }
            return fetches == number && !ended ? left : 0;
        } finally {
            lock.unlock();
        }
    }

    private long untilReleased() {
        long now = monotonicMs.getAsLong();
        return held.values().stream()
                .mapToLong(until -> TimeUnit.MILLISECONDS.toNanos(Math.max(1, until - now)))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void release() {
        if (held.isEmpty()) {
            return;
        }
        long now = monotonicMs.getAsLong();
        List<PartitionId> due =
                held.entrySet().stream()
                        .filter(each -> each.getValue() <= now)
                        .map(Map.Entry::getKey)
                        .toList();
        due.forEach(held::remove);
        ready.addAll(due);
    }

    private void hold(Followed asked, long waitMs) {
        lock.lock();
        try {
            PartitionId id = asked.position.partition();
            if (followed.get(id) == asked) {
                held.put(id, monotonicMs.getAsLong() + waitMs);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Followed nextReady() {
        lock.lock();
        try {
            release();
            Iterator<PartitionId> next = ready.iterator();
            if (!next.hasNext()) {
                return null;
            }
            Followed found = followed.get(next.next());
            next.remove();
            if (found != null) {
                found.answered = true;
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private static int sizeOf(ReplicaAnswer answer) {
        return answer instanceof ReplicaAnswer.Records records ? records.batches().remaining() : 0;
    }

    private Optional<ReplicaAnswer> answer(Followed asked, int maxBytes) {
        ReplicaPosition at = asked.position;
        FollowerJudged judged = asked.judged;
        if (judged == null) {
            return Optional.empty();
        }
        return switch (judged.verdict()) {
            case FetchVerdict.Serve _ -> {
                long wait =
                        replicas.apply(at.partition()).map(r -> r.copyWaitMs(follower)).orElse(0L);
                if (wait > 0) {
                    hold(asked, wait);
                    yield Optional.empty();
                }
                Optional<ReplicaAnswer> answer = read(at, maxBytes);
                if (answer.map(FollowerSession::sizeOf).orElse(0) == 0) {
                    again(asked);
                }
                yield answer;
            }
            case FetchVerdict.Diverging(var end) ->
                    Optional.of(
                            new ReplicaAnswer.Diverging(
                                    at.partition(),
                                    at.leaderEpoch(),
                                    end.epoch(),
                                    end.endOffset()));
            case FetchVerdict.BelowLogStart(long logStart) ->
                    Optional.of(
                            new ReplicaAnswer.BelowLogStart(
                                    at.partition(), at.leaderEpoch(), logStart));
            case FetchVerdict.Refused _ ->
                    Optional.of(new ReplicaAnswer.Refused(at.partition(), at.leaderEpoch()));
        };
    }

    /** There was nothing to give: the position is as good as new. */
    private void again(Followed asked) {
        lock.lock();
        try {
            if (followed.get(asked.position.partition()) == asked) {
                take(new Followed(asked.position, asked.sequence));
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<ReplicaAnswer> read(ReplicaPosition at, int maxBytes) {
        try {
            return Optional.of(
                    replicas.apply(at.partition())
                            .flatMap(
                                    r ->
                                            r.readForFollower(
                                                    follower,
                                                    at.leaderEpoch(),
                                                    at.logEnd(),
                                                    maxBytes))
                            .<ReplicaAnswer>map(
                                    records ->
                                            new ReplicaAnswer.Records(
                                                    at.partition(),
                                                    at.leaderEpoch(),
                                                    records.logStart(),
                                                    records.highWatermark(),
                                                    records.batches()))
                            .orElseGet(
                                    () ->
                                            new ReplicaAnswer.Refused(
                                                    at.partition(), at.leaderEpoch())));
        } catch (RuntimeException e) {
            // Deleted or truncated meanwhile, or damaged: the follower asks again, and others go
            // on.
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("partition", at.partition())
                    .addKeyValue("offset", at.logEnd())
                    .addKeyValue("follower", follower)
                    .log("Could not read for a follower");
            return Optional.of(new ReplicaAnswer.Refused(at.partition(), at.leaderEpoch()));
        }
    }

    /** Answers without records, for those that are to hear of a higher watermark. */
    private List<ReplicaAnswer> newsBeside(List<ReplicaAnswer> answers) {
        List<Followed> about = new ArrayList<>();
        lock.lock();
        try {
            answers.forEach(answer -> committed.remove(answer.partition()));
            committed.forEach(
                    id -> {
                        Followed known = followed.get(id);
                        if (known != null
                                && known.judged != null
                                && known.judged.verdict() instanceof FetchVerdict.Serve
                                && !ready.contains(id)
                                && !held.containsKey(id)) {
                            about.add(known);
                        }
                    });
            committed.clear();
        } finally {
            lock.unlock();
        }
        return about.stream().flatMap(known -> read(known.position, 1).stream()).toList();
    }
}
