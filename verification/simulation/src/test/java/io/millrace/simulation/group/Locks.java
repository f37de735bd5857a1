package io.millrace.simulation.group;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import io.millrace.coordination.Leases;
import io.millrace.coordination.MemberId;
import io.millrace.simulation.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Coordination that is away, forgets, grants twice, and shows everybody something else. */
final class Locks {
    private static final int LEARNS_WITHIN_MS = 3_000;

    private final Timeline time;
    private final Random random;
    private final Set<LeaseName> names;
    private final Map<LeaseName, Held> holders = new HashMap<>();
    private final SortedSet<MemberId> alive = new TreeSet<>();
    private long fence;
    private int twicePercent;
    private int blindPercent;
    private boolean away;

    /**
     * @param names that somebody may have
     */
    Locks(Timeline time, Random random, Set<LeaseName> names) {
        this.time = time;
        this.random = random;
        this.names = Set.copyOf(names);
    }

    // ---- what befalls it

    void away(boolean isAway) {
        away = isAway;
    }

    /** How often it grants what somebody has, and how often it shows nobody else. */
    void weather(int twice, int blind) {
        twicePercent = twice;
        blindPercent = blind;
    }

    void forget() {
        holders.values().forEach(Held::lose);
        holders.clear();
    }

    /** It is not heard of any more. */
    void expire(MemberId member) {
        alive.remove(member);
        holders.values().removeIf(held -> held.holder.equals(member) && held.lose());
    }

    /** It is heard of. */
    View joined(MemberId member) {
        alive.add(member);
        return of(member);
    }

    View of(MemberId member) {
        return new View(member);
    }

    /** A lease; whoever has lost it learns that later. */
    private final class Held implements Lease {
        private final LeaseName name;
        private final MemberId holder;
        private final long number = ++fence;
        private long learnsAtMs = Long.MAX_VALUE;

        Held(LeaseName name, MemberId holder) {
            this.name = name;
            this.holder = holder;
        }

        boolean lose() {
            learnsAtMs = time.nowMs() + random.nextInt(LEARNS_WITHIN_MS);
            return true;
        }

        @Override
        public LeaseName name() {
            return name;
        }

        @Override
        public long fence() {
            return number;
        }

        @Override
        public LeaseState state() {
            if (away) {
                return LeaseState.UNKNOWN;
            }
            return time.nowMs() < learnsAtMs ? LeaseState.HELD : LeaseState.LOST;
        }

        @Override
        public void release() {
            holders.remove(name, this);
        }
    }

    /** What one coordinator sees of it. */
    final class View implements Leases, CoordinationCluster {
        private final MemberId self;

        private View(MemberId self) {
            this.self = self;
        }

        @Override
        public MemberId self() {
            return self;
        }

        @Override
        public Acquisition tryAcquire(LeaseName name, Duration patience) {
            if (away) {
                return new Acquisition.Unreachable();
            }
            Held before = holders.get(name);
            if (!names.contains(name) || (before != null && random.nextInt(100) >= twicePercent)) {
                return new Acquisition.HeldElsewhere(Optional.empty());
            }
            if (before != null) {
                before.lose();
            }
            Held held = new Held(name, self);
            holders.put(name, held);
            return new Acquisition.Acquired(held);
        }

        @Override
        public SortedSet<MemberId> members() {
            return random.nextInt(100) < blindPercent
                    ? new TreeSet<>(Set.of(self))
                    : new TreeSet<>(alive);
        }

        @Override
        public boolean available() {
            return !away;
        }

        @Override
        public int generation() {
            return 0;
        }

        @Override
        public void switchTo(int generation) {
            throw new AssertionError("there is one generation");
        }

        @Override
        public void close() {
            expire(self);
        }
    }
}
