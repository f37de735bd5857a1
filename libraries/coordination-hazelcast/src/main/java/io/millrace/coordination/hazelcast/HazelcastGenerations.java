package io.millrace.coordination.hazelcast;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.Leases;
import io.millrace.coordination.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases on Hazelcast CP over all its generations: one embedded member at a time, started, replaced
 * and repaired by a thread of this object. Any thread may use it; no method waits for a start.
 *
 * <p>CP that has lost its majority never comes back, so the control plane's store counts
 * generations, and every coordinator that sees a newer one is told here to {@link #switchTo} it.
 * What was stuck is left behind; the process lives on, and so does what it leads. That decides what
 * becomes of leases:
 *
 * <ul>
 *   <li>The end of a generation says nothing about who leads. If it meant {@link
 *       io.millrace.coordination.LeaseState#LOST}, a controller that was carried over the outage by
 *       its epoch in the store would step down just when the outage ends. So a lease is {@link
 *       io.millrace.coordination.LeaseState#UNKNOWN} from then on, which is what CP's silence was
 *       before, and its holder carries on until its epoch falls.
 *   <li>As soon as the new generation answers, its name is taken again, before others come to it by
 *       their retries; then it is held as before. If somebody was faster, it is lost: now
 *       coordination works and says so. Two holders meanwhile are told apart by the store.
 *   <li>A holder that was fenced releases its lease, and a released one is not carried over: it has
 *       to win a new one, like anybody.
 * </ul>
 *
 * <p>A member that has shut itself down, or that the others have expelled from CP while it was
 * silent, is replaced within its generation in the same way.
 */
public final class HazelcastGenerations implements Leases, CoordinationCluster {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastGenerations.class);
    private static final Duration ROUND = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LAST_ROUND = Duration.ofSeconds(20);

    private final HazelcastSettings settings;
    private final ConcurrentMap<LeaseName, CarriedLease> taken = new ConcurrentHashMap<>();
    private final ScheduledExecutorService keeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("millrace-cp-generations").factory());
    private volatile int wanted;
    private volatile @Nullable HazelcastLeases present;
    private volatile boolean closed;

    /** The keeper's: when a start may be tried again. */
    private Deadline resting = Deadline.in(Duration.ZERO);

    private HazelcastGenerations(HazelcastSettings settings, int generation) {
        this.settings = settings;
        this.wanted = generation;
    }

    /** Starts a member in the background; until CP answers, every attempt finds it unreachable. */
    public static HazelcastGenerations start(HazelcastSettings settings, int generation) {
        if (generation < 0) {
            throw new IllegalArgumentException("not a generation: " + generation);
        }
        HazelcastGenerations generations = new HazelcastGenerations(settings, generation);
        var _ =
                generations.keeper.scheduleWithFixedDelay(
                        generations::keep, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
        return generations;
    }

    /**
     * Leaves the present generation for a newer one, soon. An older one is the news of yesterday,
     * and the same one is no news: both do nothing.
     */
    @Override
    public synchronized void switchTo(int generation) {
        wanted = Math.max(wanted, generation);
    }

    /** The newest generation that this member was told of. */
    @Override
    public int generation() {
        return wanted;
    }

    /**
     * Whether CP answers: some linearizable call did in the last three seconds. After a start or a
     * switch that takes some seconds from when all CP members are there.
     */
    @Override
    public boolean available() {
        HazelcastLeases now = present;
        return now != null && now.available();
    }

    @Override
    public MemberId self() {
        return settings.self();
    }

    @Override
    public Acquisition tryAcquire(LeaseName name, Duration patience) {
        HazelcastLeases now = present;
        if (now == null) {
            return new Acquisition.Unreachable();
        }
        CarriedLease mine = taken.get(name);
        if (mine != null && mine.isAwaiting(now)) {
            return new Acquisition.HeldElsewhere(Optional.of(self()));
        }
        Acquisition answer = now.tryAcquire(name, patience);
        if (answer instanceof Acquisition.Acquired(Lease lease)) {
            CarriedLease carried = new CarriedLease(lease, now, () -> present);
            taken.put(name, carried);
            return new Acquisition.Acquired(carried);
        }
        return answer;
    }

    /** Those of the present generation; between two of them, this one only. */
    @Override
    public SortedSet<MemberId> members() {
        HazelcastLeases now = present;
        return now == null ? new TreeSet<>(List.of(self())) : now.members();
    }

    @Override
    public void close() {
        closed = true;
        keeper.shutdownNow();
        try {
            if (!keeper.awaitTermination(LAST_ROUND.toSeconds(), TimeUnit.SECONDS)) {
                LOG.atWarn().setMessage("Hazelcast is still starting or stopping").log();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        taken.values().forEach(Lease::release);
        HazelcastLeases last = present;
        if (last != null) {
            last.close();
        }
    }

    private void keep() {
        try {
            HazelcastLeases now = present;
            if (now == null || now.generation() != wanted || now.isLost()) {
                replace(now);
            } else if (now.available()) {
                taken.values().forEach(lease -> lease.carryTo(now));
            }
        } catch (RuntimeException e) {
            // Hazelcast wraps whatever hinders a start; trying again is all that can be done.
            resting = Deadline.in(RETRY);
            LOG.atWarn()
                    .setMessage("can't start a Hazelcast member")
                    .addKeyValue("generation", wanted)
                    .setCause(e)
                    .log();
        }
    }

    private void replace(@Nullable HazelcastLeases old) {
        present = null;
        if (old != null) {
            LOG.atWarn()
                    .setMessage("leaves a Hazelcast cluster")
                    .addKeyValue("generation", old.generation())
                    .addKeyValue("nextGeneration", wanted)
                    .log();
            old.abandon();
        }
        if (resting.isOver() && !closed) {
            HazelcastLeases next = HazelcastLeases.join(settings, wanted);
            present = next;
            if (closed) {
                next.abandon();
            }
        }
    }
}
