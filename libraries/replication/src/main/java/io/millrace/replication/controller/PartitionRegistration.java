package io.millrace.replication.controller;

import io.millrace.replication.IsrFloor;
import io.millrace.replication.IsrProposal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the controller has committed about one partition. Each transition raises the partition
 * epoch, by which a change is made only to what it was decided on.
 *
 * @param replicas broker ids of all that have, or are to have, a copy; the preferred leader first
 * @param adding those of them that a reassignment brings
 * @param removing those of them that a reassignment takes away
 * @param isr broker id of each in-sync replica → the registration in which it was last verified:
 *     its disk holds every committed record, and it has said so in that registration. A member with
 *     another registration has to be verified again. Never empty
 * @param leader a member of the ISR, or nobody
 * @param unclean whether the leader of this leader epoch was elected with loss of records
 */
public record PartitionRegistration(
        List<Integer> replicas,
        List<Integer> adding,
        List<Integer> removing,
        SortedMap<Integer, Long> isr,
        OptionalInt leader,
        int leaderEpoch,
        int partitionEpoch,
        boolean unclean) {

    public PartitionRegistration {
        replicas = List.copyOf(replicas);
        adding = List.copyOf(adding);
        removing = List.copyOf(removing);
        isr = Collections.unmodifiableSortedMap(new TreeMap<>(isr));
        if (isr.isEmpty()) {
            throw new IllegalArgumentException("an ISR is never empty");
        }
        if (!replicas.containsAll(isr.keySet())) {
            throw new IllegalArgumentException(
                    "the ISR " + isr.keySet() + " is not within the replicas " + replicas);
        }
        if (leader.isPresent() && !isr.containsKey(leader.getAsInt())) {
            throw new IllegalArgumentException("a leader outside the ISR " + isr.keySet());
        }
    }

    public boolean isLedBy(int broker) {
        return leader.isPresent() && leader.getAsInt() == broker;
    }

    /** Whether a member has shown, in this registration, that it holds every committed record. */
    public boolean isVerified(int broker, long brokerEpoch) {
        Long verified = isr.get(broker);
        return verified != null && verified == brokerEpoch;
    }

    // ---- brokers that come and go

    /**
     * A broker can't be reached, or has registered again: it does not lead, and it leaves the ISR
     * as far as the floor allows. At the floor it stays: nothing is committed without it, and
     * nothing is lost.
     */
    public Optional<PartitionRegistration> without(int broker, int minIsr) {
        SortedMap<Integer, Long> members = new TreeMap<>(isr);
        members.remove(broker);
        return resigned(
                broker, IsrFloor.allows(isr.keySet(), members.keySet(), minIsr) ? members : isr);
    }

    /**
     * The broker's copy is damaged, short or gone: it leaves the ISR whatever the floor. Only the
     * last member keeps its place, as the one that had everything; what it had shown counts no
     * more, so that it can't lead until it is found whole.
     */
    public Optional<PartitionRegistration> withoutLost(int broker) {
        SortedMap<Integer, Long> members = new TreeMap<>(isr);
        if (isr.size() > 1) {
            members.remove(broker);
        } else {
            members.replace(broker, IsrProposal.UNVERIFIED);
        }
        return resigned(broker, members);
    }

    /**
     * Nobody leads any more, and the ISR stays: for when nothing may be decided, but the broker
     * must not go on in the epoch that it led before its restart.
     */
    public Optional<PartitionRegistration> unledBy(int broker) {
        return resigned(broker, isr);
    }

    private Optional<PartitionRegistration> resigned(int broker, SortedMap<Integer, Long> members) {
        boolean led = isLedBy(broker);
        if (!led && members.equals(isr)) {
            return Optional.empty();
        }
        return Optional.of(
                new PartitionRegistration(
                        replicas,
                        adding,
                        removing,
                        members,
                        led ? OptionalInt.empty() : leader,
                        leaderEpoch,
                        partitionEpoch + 1,
                        unclean));
    }

    // ---- leaders

    /** A member leads in a new epoch. It is verified by that: what it has is what there is. */
    public PartitionRegistration ledBy(int member, long brokerEpoch) {
        SortedMap<Integer, Long> members = new TreeMap<>(isr);
        if (members.replace(member, brokerEpoch) == null) {
            throw new IllegalArgumentException(
                    "broker " + member + " is not in the ISR " + isr.keySet());
        }
        return led(member, members, false);
    }

    /** Somebody outside the ISR leads with what it has: the operator has given records up. */
    public PartitionRegistration ledUncleanlyBy(int replica, long brokerEpoch) {
        return led(replica, new TreeMap<>(Map.of(replica, brokerEpoch)), true);
    }

    private PartitionRegistration led(
            int broker, SortedMap<Integer, Long> members, boolean withLoss) {
        return new PartitionRegistration(
                replicas,
                adding,
                removing,
                members,
                OptionalInt.of(broker),
                leaderEpoch + 1,
                partitionEpoch + 1,
                withLoss);
    }

    // ---- the ISR and the replicas

    /** The members that a leader has proposed, checked. */
    PartitionRegistration withIsr(SortedMap<Integer, Long> members) {
        return new PartitionRegistration(
                replicas,
                adding,
                removing,
                members,
                leader,
                leaderEpoch,
                partitionEpoch + 1,
                unclean);
    }

    PartitionRegistration withReplicas(
            List<Integer> newReplicas, List<Integer> newAdding, List<Integer> newRemoving) {
        return new PartitionRegistration(
                newReplicas,
                newAdding,
                newRemoving,
                isr,
                leader,
                leaderEpoch,
                partitionEpoch + 1,
                unclean);
    }

    PartitionRegistration settledOn(
            List<Integer> target, SortedMap<Integer, Long> members, OptionalInt newLeader) {
        return new PartitionRegistration(
                target,
                List.of(),
                List.of(),
                members,
                newLeader,
                newLeader.equals(leader) ? leaderEpoch : leaderEpoch + 1,
                partitionEpoch + 1,
                newLeader.equals(leader) && unclean);
    }
}
