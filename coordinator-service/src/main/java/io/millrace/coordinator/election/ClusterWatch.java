package io.millrace.coordinator.election;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordinator.database.AmbiguousCommitException;
import io.millrace.coordinator.database.ClusterSight;
import io.millrace.coordinator.database.CoordinatorTable;
import io.millrace.coordinator.database.NotCommittedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says each second in the database that this coordinator lives, and looks at the others: who is
 * controller, whether anybody may claim without coordination, whether the generation of
 * coordination has to be left. Owned by its one thread; others read what it has found out.
 */
final class ClusterWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final Duration HEAD_START = Duration.ofSeconds(2);
    private static final int STARTING = 4;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final String self;
    private final CoordinatorTable table;
    private final CoordinationCluster cluster;
    private final LeaseKeeper keeper;
    private final ElectionSettings settings;
    private final LongSupplier nanoTime;
    private final Duration jitter;
    private final Outlook outlook;
    private final AtomicBoolean switching = new AtomicBoolean();
    private final Semaphore wake = new Semaphore(0);

    private volatile @Nullable ClusterSight sight;
    private volatile Optional<Turn> fallback = Optional.empty();
    private volatile boolean stopped;

    ClusterWatch(
            String self,
            CoordinatorTable table,
            CoordinationCluster cluster,
            LeaseKeeper keeper,
            ElectionSettings settings,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.self = self;
        this.table = table;
        this.cluster = cluster;
        this.keeper = keeper;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.jitter = Duration.ofNanos(random.nextLong(settings.jitterMax().toNanos()));
        this.outlook = new Outlook(nanoTime.getAsLong());
    }

    /** Where another coordinator that leads is reached. Any thread. */
    Optional<String> controllerUrl() {
        return Optional.ofNullable(sight)
                .filter(seen -> !seen.controllerId().isEmpty())
                .filter(seen -> !seen.controllerId().equals(self))
                .map(ClusterSight::controllerUrl);
    }

    /** Whether it may claim without coordination. Any thread. */
    Optional<Turn> fallback() {
        return fallback;
    }

    void stop() {
        stopped = true;
        wake.release();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                turn();
                if (wake.tryAcquire(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
            table.forget(List.of(self));
        } catch (InterruptedException e) {
            // Nobody but the end of the process interrupts this thread.
            stopped = true;
        } catch (NotCommittedException | AmbiguousCommitException e) {
            // Others will see that the row stands still.
            LOG.atDebug().setMessage("left without a farewell").setCause(e).log();
        }
    }

    private void turn() {
        try {
            boolean coordinates =
                    cluster.available()
                            && keeper.silence().compareTo(settings.outage().dividedBy(2)) < 0;
            ClusterSight seen = table.observe(self, coordinates, cluster.generation());
            sight = seen;
            long now = nanoTime.getAsLong();
            outlook.saw(seen, now);
            consider(seen, now);
        } catch (RuntimeException e) {
            // Whatever it was, the next look may find it gone; without one nobody would fail over.
            outlook.sawNothing(nanoTime.getAsLong());
            fallback = Optional.empty();
            LOG.atWarn()
                    .setMessage("can't see the other coordinators")
                    .addKeyValue("error", e.getMessage())
                    .log();
        }
    }

    private void consider(ClusterSight seen, long now) {
        boolean outage = keeper.silence().compareTo(settings.outage()) >= 0;
        fallback =
                outage
                        ? outlook.silentController(settings.outage().plus(jitter), now)
                                .map(Turn.WithoutCoordination::new)
                        : Optional.empty();
        boolean broken =
                !switching.get()
                        && keeper.silence().compareTo(generationPatience()) >= 0
                        && outlook.nobodyCoordinates(settings.outage(), now);
        if (broken && seen.generation() == cluster.generation()) {
            if (table.leaveGeneration(seen.generation())) {
                LOG.atWarn()
                        .setMessage("nobody has coordination: leaves its generation behind")
                        .addKeyValue("generation", seen.generation())
                        .log();
            }
        } else if (seen.generation() > cluster.generation() && !switching.get()) {
            if (!seen.controllerId().equals(self)) {
                // Whoever leads goes on, if it can have the new lease before the others try.
                keeper.giveUp(HEAD_START);
            }
            switchTo(seen.generation());
        }
        List<String> gone = outlook.gone(FORGET_AFTER, now);
        if (!gone.isEmpty()) {
            table.forget(gone);
        }
    }

    /** The coordinators of a cold cluster on a slow machine need time to find each other. */
    private Duration generationPatience() {
        return keeper.hasAnswered()
                ? settings.generationOutage()
                : settings.generationOutage().multipliedBy(STARTING);
    }

    /** It takes long, and meanwhile the others must see that this one lives. */
    private void switchTo(int generation) {
        if (switching.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("coordination-switch")
                    .start(
                            () -> {
                                try {
                                    cluster.switchTo(generation);
                                    keeper.beginAnew();
                                } catch (RuntimeException e) {
                                    // The next look tries again.
                                    LOG.atError()
                                            .setMessage("can't switch coordination")
                                            .addKeyValue("generation", generation)
                                            .setCause(e)
                                            .log();
                                } finally {
                                    switching.set(false);
                                }
                            });
        }
    }
}
