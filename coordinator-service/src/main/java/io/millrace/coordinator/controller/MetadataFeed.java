package io.millrace.coordinator.controller;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.control.MetadataAnswer;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataDelta;
import io.millrace.protocol.metadata.MetadataPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The metadata of one reign and what it was lately, for brokers that ask for what is newer. Only
 * the controller's loop adds; any thread asks, and waits, best a virtual one.
 *
 * <p>Bounded twice: versions share the topics that have not changed, but each has a list of them.
 */
final class MetadataFeed {

    private static final int VERSIONS_MAX = 1_000;
    private static final long ENTRIES_MAX = 2_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<ClusterMetadata> recent = new ArrayDeque<>();

    @GuardedBy("lock")
    private long entries;

    /** Broker → the newest version that it has applied. */
    @GuardedBy("lock")
    private final Map<Integer, Long> applied = new HashMap<>();

    @GuardedBy("lock")
    private boolean ended;

    /** Loop only, in the order of the versions. */
    void add(ClusterMetadata newest) {
        lock.lock();
        try {
            recent.addLast(newest);
            entries += entriesOf(newest);
            while (recent.size() > VERSIONS_MAX || (recent.size() > 1 && entries > ENTRIES_MAX)) {
                entries -= entriesOf(recent.removeFirst());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The reign is over: whoever waits is let go. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A broker asks for what is newer than this. */
    void has(BrokerId broker, long version) {
        lock.lock();
        try {
            applied.merge(broker.value(), version, Math::max);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until these brokers have a version, the reign is over, or so much time has passed. */
    void awaitApplied(Set<Integer> brokers, long version, Duration patience) {
        long nanosLeft = patience.toNanos();
        lock.lock();
        try {
            while (!ended && nanosLeft > 0 && !haveApplied(brokers, version)) {
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is newer than what the asker has.
     *
     * @param have a part of this history
     * @return empty when the reign is over
     */
    Optional<MetadataAnswer> newer(Optional<MetadataPosition> have, Duration patience) {
        return await(have, patience)
                .map(found -> found.isNews(have) ? found.answer() : MetadataAnswer.NOTHING_NEW);
    }

    /**
     * @param base what the asker has, if that is still known
     */
    private record Found(ClusterMetadata newest, Optional<ClusterMetadata> base) {

        boolean isNews(Optional<MetadataPosition> have) {
            return !have.equals(Optional.of(newest.at()));
        }

        MetadataAnswer answer() {
            return base.isPresent()
                    ? new MetadataAnswer(
                            Optional.of(MetadataDelta.between(base.get(), newest)),
                            Optional.empty())
                    : new MetadataAnswer(Optional.empty(), Optional.of(newest));
        }
    }

    private Optional<Found> await(Optional<MetadataPosition> have, Duration patience) {
        long nanosLeft = patience.toNanos();
        lock.lock();
        try {
            while (!ended && nanosLeft > 0 && have.equals(Optional.of(recent.getLast().at()))) {
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
            return ended
                    ? Optional.empty()
                    : Optional.of(new Found(recent.getLast(), have.flatMap(this::find)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** By the whole position: a lost history may have had the same version. */
    @GuardedBy("lock")
    private Optional<ClusterMetadata> find(MetadataPosition position) {
        Iterator<ClusterMetadata> backwards = recent.descendingIterator();
        while (backwards.hasNext()) {
            ClusterMetadata one = backwards.next();
            if (one.at().equals(position)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    @GuardedBy("lock")
    private boolean haveApplied(Set<Integer> brokers, long version) {
        for (int broker : brokers) {
            if (applied.getOrDefault(broker, 0L) < version) {
                return false;
            }
        }
        return true;
    }

    private static long entriesOf(ClusterMetadata metadata) {
        long entries = metadata.topics().size();
        for (var topic : metadata.topics().values()) {
            entries += topic.partitions().size();
        }
        return entries;
    }
}
