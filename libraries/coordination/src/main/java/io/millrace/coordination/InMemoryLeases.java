package io.millrace.coordination;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The leases of one process, shared by its members: the coordination of {@code standalone}, and of
 * tests that play several coordinators. Any thread may use it.
 */
public final class InMemoryLeases {

    private static final Duration PATIENCE_MAX = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<LeaseName, Held> held = new HashMap<>();

    @GuardedBy("lock")
    private final Map<LeaseName, Long> lastFence = new HashMap<>();

    @GuardedBy("lock")
    private final SortedSet<MemberId> members = new TreeSet<>();

    /**
     * Adds a member.
     *
     * @throws IllegalStateException when a member of that id is present
     */
    public Leases join(MemberId member) {
        lock.lock();
        try {
            if (!members.add(member)) {
                throw new IllegalStateException("already a member: " + member);
            }
        } finally {
            lock.unlock();
        }
        return new Member(member);
    }

    /**
     * Takes a member out as a failure detector would: its leases are free, it learns of it late.
     */
    public void expel(MemberId member) {
        lock.lock();
        try {
            members.remove(member);
            held.values().removeIf(lease -> lease.holder.equals(member));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Acquisition acquire(MemberId member, LeaseName name, Duration patience) {
        if (patience.isNegative() || patience.compareTo(PATIENCE_MAX) > 0) {
            throw new IllegalArgumentException("patience outside 0 to 1 minute: " + patience);
        }
        long nanosLeft = patience.toNanos();
        lock.lock();
        try {
            while (members.contains(member)) {
                Held present = held.get(name);
                if (present == null) {
                    Held lease = new Held(name, member, lastFence.merge(name, 1L, Long::sum));
                    held.put(name, lease);
                    return new Acquisition.Acquired(lease);
                }
                if (nanosLeft <= 0) {
                    return new Acquisition.HeldElsewhere(Optional.of(present.holder));
                }
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
            return new Acquisition.Unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Acquisition.HeldElsewhere(Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    /** One member's handle; it keeps no state of its own. */
    private final class Member implements Leases {

        private final MemberId self;

        Member(MemberId self) {
            this.self = self;
        }

        @Override
        public MemberId self() {
            return self;
        }

        @Override
        public Acquisition tryAcquire(LeaseName name, Duration patience) {
            return acquire(self, name, patience);
        }

        @Override
        public SortedSet<MemberId> members() {
            lock.lock();
            try {
                return new TreeSet<>(members);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            expel(self);
        }
    }

    /** A lease is held for as long as the table has this very object under its name. */
    private final class Held implements Lease {

        private final LeaseName name;
        private final MemberId holder;
        private final long fence;

        Held(LeaseName name, MemberId holder, long fence) {
            this.name = name;
            this.holder = holder;
            this.fence = fence;
        }

        @Override
        public LeaseName name() {
            return name;
        }

        @Override
        public long fence() {
            return fence;
        }

        @Override
        public LeaseState state() {
            lock.lock();
            try {
                return held.get(name) == this ? LeaseState.HELD : LeaseState.LOST;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void release() {
            lock.lock();
            try {
                if (held.remove(name, this)) {
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
