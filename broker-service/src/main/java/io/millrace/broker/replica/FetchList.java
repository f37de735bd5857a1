package io.millrace.broker.replica;

import io.millrace.broker.partition.Replica;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.replica.ReplicaPosition;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.replication.FollowerFetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What this broker follows of one other, and what that one has been told of it. Any thread; nothing
 * blocks but the methods that are called {@code await}, and {@link #pause}.
 */
final class FetchList {
    private static final long LATER_NANOS_MIN = Duration.ofMillis(20).toNanos();
    private static final int DOUBLINGS_MAX = 4;

    private final BrokerId self;
    private final LongSupplier brokerEpoch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<PartitionId, Entry> entries = new HashMap<>();

    /** Not yet told as they are now. */
    private final Set<PartitionId> changed = new HashSet<>();

    private final Set<PartitionId> forgotten = new HashSet<>();

    /** Told later, since the last answer could not be taken: when, in nanoseconds. */
    private final Map<PartitionId, Long> later = new HashMap<>();

    /** How often in a row that was so since its position has changed. */
    private final Map<PartitionId, Integer> refusals = new HashMap<>();

    private long session;
    private long sequence;
    private boolean established;
    private boolean closed;

    private record Entry(Replica replica, FollowerFetch position) {}

    /**
     * @param firstSession above that of any list of this broker for the same leader
     */
    FetchList(BrokerId self, LongSupplier brokerEpoch, long firstSession) {
        this.self = self;
        this.brokerEpoch = brokerEpoch;
        this.session = firstSession;
    }

    void add(Replica replica, FollowerFetch position) {
        locked(
                () -> {
                    entries.put(replica.id(), new Entry(replica, position));
                    forgotten.remove(replica.id());
                    tell(replica.id());
                });
    }

    void remove(PartitionId id) {
        locked(
                () -> {
                    entries.remove(id);
                    changed.remove(id);
                    later.remove(id);
                    refusals.remove(id);
                    forgotten.add(id);
                    work.signalAll();
                });
    }

    /** The replica is elsewhere now; called in the order in which it was. */
    void next(PartitionId id, FollowerFetch position) {
        locked(
                () -> {
                    Entry known = entries.get(id);
                    if (known != null && known.position.leaderEpoch() == position.leaderEpoch()) {
                        entries.put(id, new Entry(known.replica, position));
                        tell(id);
                    }
                });
    }

    private void tell(PartitionId id) {
        changed.add(id);
        later.remove(id);
        refusals.remove(id);
        work.signalAll();
    }

    /**
     * Its answer could not be taken, perhaps since the leader does not know yet that it leads.
     *
     * @return whether that is news: it was not so the last time
     */
    boolean later(PartitionId id) {
        lock.lock();
        try {
            if (!entries.containsKey(id)) {
                return false;
            }
            int before = refusals.merge(id, 1, Integer::sum) - 1;
            long pause = LATER_NANOS_MIN << Math.min(before, DOUBLINGS_MAX);
            later.put(id, System.nanoTime() + pause);
            work.signalAll();
            return before == 0;
        } finally {
            lock.unlock();
        }
    }

    Optional<Replica> replica(PartitionId id) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(id)).map(Entry::replica);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The leader's broker knows nothing of what it was told in a session. Both threads may find
     * that out: the second one changes nothing.
     */
    void beginAnew(long lost) {
        locked(
                () -> {
                    if (session == lost) {
                        session++;
                        sequence = 0;
                        established = false;
                    }
                });
    }

    /** The leader's broker has answered in a session: updates may go out beside the fetch. */
    void established(long answered) {
        locked(
                () -> {
                    established |= session == answered;
                    work.signalAll();
                });
    }

    /** Waits until there is something to follow; false at the end. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && entries.isEmpty() && forgotten.isEmpty()) {
                work.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the leader's broker should be told something at once; empty at the end. */
    Optional<ReplicaUpdate> awaitUpdate() {
        lock.lock();
        try {
            while (!closed) {
                long untilDue = established ? untilDue() : Long.MAX_VALUE;
                if (established && !(changed.isEmpty() && forgotten.isEmpty())) {
                    return Optional.of(takeUpdate());
                }
                var _ = work.awaitNanos(untilDue);
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            closed = true;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a moment, or until closed. */
    void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** What a fetch tells: everything if it begins a session. */
    ReplicaUpdate nextFetch() {
        lock.lock();
        try {
            long _ = untilDue();
            return takeUpdate();
        } finally {
            lock.unlock();
        }
    }

    /** Takes up what was put off and is due; answers in how many nanoseconds the next is. */
    private long untilDue() {
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (Map.Entry<PartitionId, Long> each : later.entrySet()) {
            long left = each.getValue() - now;
            if (left <= 0) {
                changed.add(each.getKey());
            } else {
                next = Math.min(next, left);
            }
        }
        later.keySet().removeAll(changed);
        return next;
    }

    private ReplicaUpdate takeUpdate() {
        if (sequence == 0) {
            changed.addAll(entries.keySet());
        }
        List<ReplicaPosition> positions = new ArrayList<>();
        for (PartitionId id : changed) {
            Entry entry = entries.get(id);
            if (entry != null) {
                positions.add(positionOf(id, entry.position));
            }
        }
        ReplicaUpdate update =
                new ReplicaUpdate(
                        self,
                        brokerEpoch.getAsLong(),
                        session,
                        sequence++,
                        positions,
                        List.copyOf(forgotten));
        changed.clear();
        forgotten.clear();
        return update;
    }

    private static ReplicaPosition positionOf(PartitionId id, FollowerFetch at) {
        return new ReplicaPosition(id, at.leaderEpoch(), at.lastEpoch(), at.logEnd(), at.flushed());
    }

    void close() {
        locked(
                () -> {
                    closed = true;
                    work.signalAll();
                });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
