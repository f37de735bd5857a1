package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.Set;

/**
 * A membership as its owner has committed it.
 *
 * @param shardEpoch of the owner that says so; what an earlier one says does not count any more
 * @param session named in all that the member says from now on
 * @param assigned what it may work on → the group epoch in which it was given it; a stream that
 *     takes over is told that of before, so that it knows which of its positions still count
 * @param revoking what it is to give up, and to say so
 * @param begins where to begin in what it has or is giving up; a partition that nobody has
 *     committed anything of is missing
 * @param revokeWithinMs how long it has left to give up; 0 if there is nothing to
 */
public record Membership(
        long shardEpoch,
        long session,
        long memberEpoch,
        Map<PartitionId, Long> assigned,
        Set<PartitionId> revoking,
        Map<PartitionId, NextOffset> begins,
        long revokeWithinMs,
        long heartbeatIntervalMs,
        long sessionTimeoutMs) {
    public Membership {
        assigned = Map.copyOf(assigned);
        revoking = Set.copyOf(revoking);
        begins = Map.copyOf(begins);
    }

    public Membership assigned(Map<PartitionId, Long> since) {
        return new Membership(
                shardEpoch,
                session,
                memberEpoch,
                since,
                revoking,
                begins,
                revokeWithinMs,
                heartbeatIntervalMs,
                sessionTimeoutMs);
    }
}
