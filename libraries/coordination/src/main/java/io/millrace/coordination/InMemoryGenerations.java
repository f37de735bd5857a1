package io.millrace.coordination;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Coordination that can break and be left behind, in one process: for tests that play several
 * coordinators. Any thread may use it.
 */
public final class InMemoryGenerations {

    private final Map<Integer, InMemoryLeases> generations = new ConcurrentHashMap<>();
    private final Set<Integer> broken = ConcurrentHashMap.newKeySet();

    /** From now on nobody gets an answer from this generation. */
    public void breakDown(int generation) {
        broken.add(generation);
    }

    /** It answers again, and knows what it knew. */
    public void heal(int generation) {
        broken.remove(generation);
    }

    /** Adds a member to the first generation. */
    public Membership join(MemberId member) {
        return new Membership(member);
    }

    private InMemoryLeases leasesOf(int number) {
        return generations.computeIfAbsent(number, absent -> new InMemoryLeases());
    }

    /** One member, in one generation at a time. */
    public final class Membership implements Leases, CoordinationCluster {

        private final MemberId self;
        private final AtomicInteger generation = new AtomicInteger();
        private volatile Leases leases;

        private Membership(MemberId self) {
            this.self = self;
            this.leases = leasesOf(0).join(self);
        }

        @Override
        public boolean available() {
            return !broken.contains(generation.get());
        }

        @Override
        public int generation() {
            return generation.get();
        }

        @Override
        public synchronized void switchTo(int next) {
            if (next > generation.get()) {
                generation.set(next);
                leases.close();
                leases = leasesOf(next).join(self);
            }
        }

        @Override
        public MemberId self() {
            return self;
        }

        @Override
        public Acquisition tryAcquire(LeaseName name, Duration patience) {
            if (!available()) {
                LockSupport.parkNanos(patience.toNanos());
                return new Acquisition.Unreachable();
            }
            int at = generation.get();
            Acquisition answer = leases.tryAcquire(name, patience);
            if (answer instanceof Acquisition.Acquired(Lease lease)) {
                if (broken.contains(at)) {
                    lease.release();
                    return new Acquisition.Unreachable();
                }
                return new Acquisition.Acquired(new Held(lease, at));
            }
            return answer;
        }

        @Override
        public SortedSet<MemberId> members() {
            return available() ? leases.members() : new TreeSet<>(Set.of(self));
        }

        @Override
        public void close() {
            leases.close();
        }

        private final class Held implements Lease {

            private final Lease lease;
            private final int at;

            Held(Lease lease, int at) {
                this.lease = lease;
                this.at = at;
            }

            @Override
            public LeaseName name() {
                return lease.name();
            }

            @Override
            public long fence() {
                return lease.fence();
            }

            @Override
            public LeaseState state() {
                return broken.contains(at) ? LeaseState.UNKNOWN : lease.state();
            }

            @Override
            public void release() {
                lease.release();
            }
        }
    }
}
