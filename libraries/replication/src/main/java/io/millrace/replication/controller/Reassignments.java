package io.millrace.replication.controller;

import io.millrace.replication.IsrFloor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves a partition to other brokers (5.5): the new replicas join, catch up, and only when all of
 * them are in sync do the old ones leave. Pure.
 */
public final class Reassignments {
    private Reassignments() {}

    /**
     * The new replicas join; or, if a move is under way, its target becomes another one.
     *
     * @param target broker ids, the preferred leader first, without repetition
     */
    public static PartitionRegistration begin(PartitionRegistration now, List<Integer> target) {
        if (target.isEmpty() || new HashSet<>(target).size() != target.size()) {
            throw new IllegalArgumentException("no set of replicas: " + target);
        }
        List<Integer> before = origin(now);
        // Who was to come and is in sync already can't simply vanish: it leaves with the others.
        LinkedHashSet<Integer> all = new LinkedHashSet<>(target);
        all.addAll(before);
        all.addAll(now.isr().keySet());
        List<Integer> adding = new ArrayList<>(target);
        adding.removeAll(before);
        List<Integer> removing = new ArrayList<>(all);
        removing.removeAll(target);
        return now.withReplicas(List.copyOf(all), adding, removing);
    }

    /** Back to where the partition was before a move that is under way. */
    public static Optional<PartitionRegistration> cancel(PartitionRegistration now) {
        return isMoving(now) ? Optional.of(begin(now, origin(now))) : Optional.empty();
    }

    public static boolean isMoving(PartitionRegistration partition) {
        return !partition.adding().isEmpty() || !partition.removing().isEmpty();
    }

    /**
     * Ends a move whose new replicas are all in sync; empty while they are not, or while nobody of
     * them could lead.
     *
     * @param live broker id of each broker that may lead → its registration
     */
    public static Optional<PartitionRegistration> settle(
            PartitionRegistration now, Map<Integer, Long> live, int minIsr) {
        if (!isMoving(now) || !now.isr().keySet().containsAll(now.adding())) {
            return Optional.empty();
        }
        List<Integer> target = new ArrayList<>(now.replicas());
        target.removeAll(now.removing());
        SortedMap<Integer, Long> members = new TreeMap<>(now.isr());
        members.keySet().retainAll(target);
        if (members.isEmpty() || !IsrFloor.allows(now.isr().keySet(), members.keySet(), minIsr)) {
            return Optional.empty();
        }
        OptionalInt leader = now.leader();
        if (leader.isPresent() && !members.containsKey(leader.getAsInt())) {
            leader =
                    target.stream()
                            .filter(b -> live.containsKey(b) && now.isVerified(b, live.get(b)))
                            .mapToInt(b -> b)
                            .findFirst();
            if (leader.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(now.settledOn(target, members, leader));
    }

    private static List<Integer> origin(PartitionRegistration now) {
        List<Integer> before = new ArrayList<>(now.replicas());
        before.removeAll(now.adding());
        return before;
    }
}
