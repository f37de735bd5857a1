package io.millrace.coordination;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
        private final List<Held> held = new CopyOnWriteArrayList<>();
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

        /** Takes what it holds again in the next one, unless somebody was faster. */
        @Override
        public synchronized void switchTo(int next) {
            if (next > generation.get()) {
                generation.set(next);
                leases.close();
                leases = leasesOf(next).join(self);
                held.forEach(lease -> lease.carryTo(leases, next));
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
                Held taken = new Held(lease, at);
                held.add(taken);
                return new Acquisition.Acquired(taken);
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

        /** A lease that outlives its generation. */
        private final class Held implements Lease {

            private final LeaseName name;
            private final long fence;
            private volatile Optional<Lease> lease;
            private volatile int at;

            Held(Lease lease, int at) {
                this.name = lease.name();
                this.fence = lease.fence();
                this.lease = Optional.of(lease);
                this.at = at;
            }

            void carryTo(Leases next, int number) {
                lease =
                        lease.isPresent()
                                        && next.tryAcquire(name, Duration.ZERO)
                                                instanceof Acquisition.Acquired(Lease again)
                                ? Optional.of(again)
                                : Optional.empty();
                at = number;
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
                if (lease.isEmpty()) {
                    return LeaseState.LOST;
                }
                return broken.contains(at) ? LeaseState.UNKNOWN : lease.get().state();
            }

            @Override
            public void release() {
                held.remove(this);
                lease.ifPresent(Lease::release);
                lease = Optional.empty();
            }
        }
    }
}
