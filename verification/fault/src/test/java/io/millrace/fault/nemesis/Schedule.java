package io.millrace.fault.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happens round after round, by seed. Owned by one thread.
 *
 * <p>Between two repairs the disks of fewer brokers are lost than hold each committed record:
 * beyond that nothing is promised.
 */
final class Schedule {
    private static final int FAULTS_MAX = 3;

    private final Random random;
    private final Profile profile;
    private final Set<Node> nodes;
    private final int disksToLose;
    private final Set<Node> lostDisks = new TreeSet<>();

    Schedule(long seed, Profile profile, Collection<Node> nodes, int minInSyncReplicas) {
        this.random = new Random(seed);
        this.profile = profile;
        this.nodes = new TreeSet<>(nodes);
        this.disksToLose = minInSyncReplicas - 1;
    }

    /**
     * A new set of faults, often an empty one, so that the cluster recovers in between.
     *
     * @param repaired whether it had recovered completely before this round
     */
    List<Fault> next(boolean repaired) {
        if (repaired) {
            lostDisks.clear();
        }
        List<FaultKind> kinds = new ArrayList<>(profile.kinds());
        Collections.shuffle(kinds, random);
        int size = random.nextInt(Math.min(FAULTS_MAX, kinds.size()) + 1);
        Places places = new Places(nodes, random);
        List<Fault> faults = new ArrayList<>();
        for (FaultKind kind : kinds.subList(0, size)) {
            kind.draw(places)
                    .filter(this::isBearable)
                    .ifPresent(
                            fault -> {
                                faults.add(fault);
                                places.take(fault.nodes());
                            });
        }
        return faults;
    }

    Duration nextLength() {
        long from = profile.shortest().toNanos();
        return Duration.ofNanos(from + random.nextLong(profile.longest().toNanos() - from + 1));
    }

    private boolean isBearable(Fault fault) {
        if (!fault.losesDisks()) {
            return true;
        }
        Set<Node> lost = new TreeSet<>(lostDisks);
        lost.addAll(fault.nodes());
        if (lost.size() > disksToLose) {
            return false;
        }
        lostDisks.addAll(lost);
        return true;
    }
}
