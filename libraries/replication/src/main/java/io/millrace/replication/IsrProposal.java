package io.millrace.replication;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The in-sync set that a leader asks the controller for (rules R7 to R9). It is decided only
 * against the very partition epoch that it names, so that it can take effect once at most.
 *
 * @param members broker id → the registration in which it was seen to hold every committed record;
 *     {@link #UNVERIFIED} for a member that keeps its place without having shown it
 */
public record IsrProposal(int leaderEpoch, int partitionEpoch, Map<Integer, Long> members) {
    public static final long UNVERIFIED = -1;

    public IsrProposal {
        members = Map.copyOf(new TreeMap<>(members));
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ISR is never empty");
        }
    }

    public Set<Integer> isr() {
        return members.keySet();
    }
}
