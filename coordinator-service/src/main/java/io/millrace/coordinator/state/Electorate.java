package io.millrace.coordinator.state;

import io.millrace.replication.controller.Elections;
import io.millrace.replication.controller.Elections.CopyReport;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may lead.
 *
 * @param live the number of each broker that is not fenced → its registration
 * @param leaving those that want to stop or are drained, and lead only where nobody else could
 */
public record Electorate(Map<Integer, Long> live, Set<Integer> leaving) {

    public Electorate {
        live = Collections.unmodifiableSortedMap(new TreeMap<>(live));
        leaving = Set.copyOf(leaving);
    }

    /** Those that want to go on. */
    Map<Integer, Long> staying() {
        Map<Integer, Long> staying = new TreeMap<>(live);
        staying.keySet().removeAll(leaving);
        return staying;
    }

    /** These of them, and nobody else. */
    Electorate only(Set<Integer> some) {
        Map<Integer, Long> fewer = new TreeMap<>(live);
        fewer.keySet().retainAll(some);
        return new Electorate(fewer, leaving);
    }

    /** Led by a member of which nothing has to be compared; empty if none is live. */
    Optional<PartitionRegistration> verified(PartitionRegistration headless) {
        OptionalInt staying = Elections.verified(headless, staying());
        return led(headless, staying.isPresent() ? staying : Elections.verified(headless, live));
    }

    /**
     * A new leader for a partition that has none (replication.md 4.5): a verified one, else by
     * recovery; never one that would lose records.
     *
     * @param reports of members in their present registration
     * @param waited whether the members that have not come had their time
     */
    Optional<PartitionRegistration> elect(
            PartitionRegistration headless, Map<Integer, CopyReport> reports, boolean waited) {
        if (headless.leader().isPresent()) {
            return Optional.empty();
        }
        return verified(headless)
                .or(() -> led(headless, Elections.recovery(headless, live, reports, waited)));
    }

    private Optional<PartitionRegistration> led(PartitionRegistration headless, OptionalInt by) {
        if (by.isEmpty()) {
            return Optional.empty();
        }
        Long epoch = live.get(by.getAsInt());
        return epoch == null ? Optional.empty() : Optional.of(headless.ledBy(by.getAsInt(), epoch));
    }
}
