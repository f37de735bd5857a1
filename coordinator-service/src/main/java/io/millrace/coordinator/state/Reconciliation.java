package io.millrace.coordinator.state;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The way out of safe mode, at an operator's word. Pure.
 *
 * <p>The database's ISRs and leaders are of the past, so none of them counts: every replica may
 * have been in sync since, nobody leads, and each partition goes to the longest whole copy of those
 * that come within the recovery's wait. Epochs rise above whatever the lost history can have given:
 * a transaction raises an epoch by two at most. Topics and settings that were made in the lost
 * history are gone.
 */
public final class Reconciliation {

    private static final int RAISED_MAX = 2;

    private Reconciliation() {}

    /**
     * @param version that the reconciliation commits
     * @param lastEpochs by partition: the highest leader epoch of any record that was reported
     */
    public static List<Change> changes(
            ControlState state, long version, Map<PartitionId, Integer> lastEpochs) {
        int margin = Math.toIntExact(Math.multiplyExact(RAISED_MAX, version));
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Reconciled(version));
        state.topics()
                .places()
                .forEach(
                        place ->
                                changes.add(
                                        place.to(
                                                anew(
                                                        place.now(),
                                                        lastEpochs.getOrDefault(place.id(), -1),
                                                        margin))));
        return changes;
    }

    private static PartitionRegistration anew(
            PartitionRegistration now, int lastEpoch, int margin) {
        SortedMap<Integer, Long> all = new TreeMap<>();
        now.replicas().forEach(replica -> all.put(replica, IsrProposal.UNVERIFIED));
        return new PartitionRegistration(
                now.replicas(),
                now.adding(),
                now.removing(),
                all,
                OptionalInt.empty(),
                Math.addExact(Math.max(now.leaderEpoch(), lastEpoch), margin),
                Math.addExact(now.partitionEpoch(), margin),
                false);
    }
}
