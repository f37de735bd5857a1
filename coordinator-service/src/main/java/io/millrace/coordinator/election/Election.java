package io.millrace.coordinator.election;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.CoordinatorTable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Whether this coordinator may claim, or must stop to lead (replication.md 4.3). It decides nothing
 * by itself: the claim in the database does. Owned by the controller's loop, which starts and
 * closes it; two threads of its own do what may hang.
 */
public final class Election implements AutoCloseable {

    private static final Duration BACK_OFF_MIN = Duration.ofSeconds(1);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(8);
    private static final Duration CALM = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final LeaseKeeper keeper;
    private final ClusterWatch watch;
    private final Thread keeperThread;
    private final Thread watchThread;
    private Duration backOff = Duration.ZERO;
    private long claimedAt;
    private long notBefore;

    /**
     * @param news is run on another thread when it is worth to ask again
     */
    public Election(
            Leases leases,
            CoordinationCluster cluster,
            CoordinatorTable table,
            ElectionSettings settings,
            LongSupplier nanoTime,
            RandomGenerator random,
            Runnable news) {
        this.nanoTime = nanoTime;
        this.keeper = new LeaseKeeper(leases, nanoTime, news);
        this.watch =
                new ClusterWatch(
                        leases.self().value(), table, cluster, keeper, settings, nanoTime, random);
        this.keeperThread = Thread.ofPlatform().name("lease-keeper").daemon().unstarted(keeper);
        this.watchThread = Thread.ofPlatform().name("cluster-watch").daemon().unstarted(watch);
        this.notBefore = nanoTime.getAsLong();
    }

    public void start() {
        keeperThread.start();
        watchThread.start();
    }

    /** Why this coordinator may claim now; empty if it may not. Loop only. */
    public Optional<Turn> turn() {
        if (nanoTime.getAsLong() - notBefore < 0) {
            return Optional.empty();
        }
        return keeper.isHeld() ? Optional.of(new Turn.ByLease()) : watch.fallback();
    }

    /** Whether the lease went to somebody else: then who leads must stop. Any thread. */
    public boolean isLost() {
        return keeper.isLost();
    }

    /** The claim was committed. Loop only. */
    public void claimed() {
        claimedAt = nanoTime.getAsLong();
        notBefore = claimedAt;
    }

    /** The claim has failed, or what was claimed is in doubt: it may be tried again soon. */
    public void failed() {
        rest();
    }

    /**
     * Somebody else has claimed. It gives the lease up and waits before it tries anew, longer each
     * time: two islands that each have a lease must not take the role from each other for ever.
     * Loop only.
     */
    public void fenced() {
        rest();
        keeper.giveUp(backOff);
    }

    /** Gives the lease up because it was lost, or at the end. Loop only. */
    public void resign() {
        keeper.giveUp(Duration.ZERO);
    }

    private void rest() {
        long now = nanoTime.getAsLong();
        boolean calm = now - claimedAt >= CALM.toNanos();
        Duration next = calm || backOff.isZero() ? BACK_OFF_MIN : backOff.multipliedBy(2);
        backOff = next.compareTo(BACK_OFF_MAX) < 0 ? next : BACK_OFF_MAX;
        notBefore = now + backOff.toNanos();
    }

    /** Where another coordinator that leads is reached. Any thread. */
    public Optional<String> controllerUrl() {
        return watch.controllerUrl();
    }

    /** Gives the lease up and leaves. */
    @Override
    public void close() {
        keeper.stop();
        watch.stop();
        try {
            keeperThread.join(Duration.ofSeconds(2));
            watchThread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
