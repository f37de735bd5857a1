package io.millrace.replication;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which replicas must hold a record before it counts as committed.
 *
 * <p>{@code proposedIsr} is what the leader has asked the controller for and not yet seen decided;
 * it is empty when no proposal is open. Until the answer is known both sets count (maximal ISR,
 * rule R4), because either may be the one from which the next leader is elected.
 *
 * @param isr broker ids of the committed in-sync replicas, never empty
 * @param proposedIsr broker ids of the open proposal, or empty
 * @param minIsr {@code min.insync.replicas} of the topic, at least 1
 * @param partitionEpoch version of this view; it only grows within one leader epoch
 */
public record IsrView(Set<Integer> isr, Set<Integer> proposedIsr, int minIsr, int partitionEpoch) {

    public IsrView {
        isr = Set.copyOf(isr);
        proposedIsr = Set.copyOf(proposedIsr);
        if (isr.isEmpty()) {
            throw new IllegalArgumentException("an ISR is never empty");
        }
        if (minIsr < 1) {
            throw new IllegalArgumentException("min.insync.replicas " + minIsr + " is below 1");
        }
    }

    /** A view without an open proposal. */
    public static IsrView of(Set<Integer> isr, int minIsr, int partitionEpoch) {
        return new IsrView(isr, Set.of(), minIsr, partitionEpoch);
    }

    /** Whether enough replicas are in sync for records to be committed at all. */
    public boolean hasQuorum() {
        return isr.size() >= minIsr;
    }

    /** All broker ids that must have flushed a record before it is committed. */
    Set<Integer> commitSet() {
        if (proposedIsr.isEmpty()) {
            return isr;
        }
        Set<Integer> union = new TreeSet<>(isr);
        union.addAll(proposedIsr);
        return union;
    }
}
