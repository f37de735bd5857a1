package io.millrace.replication;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the controller has committed about the replicas of one partition, as of one partition epoch.
 *
 * @param replicas broker ids of all that have, or are to have, a copy
 * @param isr broker id of each in-sync replica → the registration in which it was verified; never
 *     empty
 * @param fenced broker ids that can't be expected to answer
 * @param minIsr {@code min.insync.replicas} of the topic, at least 1
 * @param partitionEpoch version of this view; it only grows within one leader epoch
 */
public record IsrView(
        List<Integer> replicas,
        Map<Integer, Long> isr,
        Set<Integer> fenced,
        int minIsr,
        int partitionEpoch) {

    public IsrView {
        replicas = List.copyOf(replicas);
        isr = Map.copyOf(isr);
        fenced = Set.copyOf(fenced);
        if (isr.isEmpty()) {
            throw new IllegalArgumentException("an ISR is never empty");
        }
        if (minIsr < 1) {
            throw new IllegalArgumentException("min.insync.replicas " + minIsr + " is below 1");
        }
    }

    /** Whether enough replicas are in sync for records to be committed at all. */
    public boolean hasQuorum() {
        return isr.size() >= minIsr;
    }

    /** Whether the floor lets this set become the in-sync one. */
    public boolean allows(Set<Integer> proposed) {
        return IsrFloor.allows(isr.keySet(), proposed, minIsr);
    }
}
