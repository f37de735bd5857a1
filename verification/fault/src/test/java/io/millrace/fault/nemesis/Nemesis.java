package io.millrace.fault.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Breaks a cluster in rounds. Every round begins with the end of the one before; in one without
 * faults the cluster may repair itself first. Owned by one thread, which may be interrupted to make
 * it stop.
 */
public final class Nemesis {
    private static final Duration LONGEST_REPAIR = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Cluster cluster;
    private final long seed;
    private final Profile profile;
    private final Schedule schedule;
    private final LongSupplier nanoTime;
    private final Wait wait;
    private final List<FaultLog.Entry> entries = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();
    private int round;

    /** Lets a round last. */
    public interface Wait {
        void during(Duration time) throws InterruptedException;
    }

    private record Running(Fault fault, long since, String problem) {}

    /**
     * @param nanoTime since the history began
     */
    public Nemesis(Cluster cluster, long seed, Profile profile, LongSupplier nanoTime, Wait wait) {
        this.cluster = cluster;
        this.seed = seed;
        this.profile = profile;
        this.schedule = new Schedule(seed, profile, cluster.nodes(), cluster.minInSyncReplicas());
        this.nanoTime = nanoTime;
        this.wait = wait;
    }

    /**
     * Goes on for so long, and then heals.
     *
     * @throws IllegalStateException if something could not be healed: what is read afterwards says
     *     nothing
     */
    public FaultLog run(Duration time) {
        long end = nanoTime.getAsLong() + time.toNanos();
        try {
            while (nanoTime.getAsLong() < end) {
                heal();
                round++;
                List<Fault> faults = schedule.next(cluster.isRepaired());
                if (faults.isEmpty()) {
                    letRepair();
                }
                faults.forEach(this::begin);
                wait.during(schedule.nextLength());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            heal();
        }
        return new FaultLog(seed, profile.name(), entries);
    }

    /** Else a slow machine would never get to the state from which one may lose a disk again. */
    private void letRepair() throws InterruptedException {
        long end = nanoTime.getAsLong() + LONGEST_REPAIR.toNanos();
        while (!cluster.isRepaired() && nanoTime.getAsLong() < end) {
            wait.during(LOOK);
        }
    }

    private void begin(Fault fault) {
        long since = nanoTime.getAsLong();
        running.add(new Running(fault, since, problemOf(fault::begin)));
    }

    /** Ends what was begun by half, too, and the others if one can't be ended. */
    private void heal() {
        List<String> unhealed = new ArrayList<>();
        for (Running one : running) {
            String problem = problemOf(one.fault()::end);
            if (!problem.isEmpty()) {
                unhealed.add(one.fault() + ": " + problem);
            }
            entries.add(
                    new FaultLog.Entry(
                            round,
                            one.since(),
                            nanoTime.getAsLong(),
                            one.fault().label(),
                            one.fault().losesDisks(),
                            one.fault().nodes(),
                            one.fault().toString(),
                            one.problem() + problem));
        }
        running.clear();
        if (!unhealed.isEmpty()) {
            throw new IllegalStateException("Not healed: " + unhealed + ", seed " + seed);
        }
    }

    private String problemOf(Consumer<Cluster> change) {
        try {
            change.accept(cluster);
            return "";
        } catch (RuntimeException e) {
            return e.toString();
        }
    }
}
