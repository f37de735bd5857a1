package io.millrace.protocol.replica;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import java.util.List;

/**
 * Tells a leader's broker where a follower's is now. A session holds all that one broker follows of
 * another, so that only what has changed is told (KIP-227).
 *
 * @param brokerEpoch the follower's registration
 * @param session grows with each new session of that registration
 * @param sequence grows with each message of the session; the first is 0 and names all partitions.
 *     What it says of a partition is void if a later message has said something
 * @param changed partitions that are new, or further, or elsewhere after a truncation
 * @param forgotten partitions that it no longer follows there
 */
public record ReplicaUpdate(
        BrokerId follower,
        long brokerEpoch,
        long session,
        long sequence,
        List<ReplicaPosition> changed,
        List<PartitionId> forgotten) {
    public ReplicaUpdate {
        changed = List.copyOf(changed);
        forgotten = List.copyOf(forgotten);
    }
}
