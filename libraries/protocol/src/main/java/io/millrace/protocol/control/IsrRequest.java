package io.millrace.protocol.control;

import io.millrace.protocol.PartitionId;
import java.util.Map;

/**
 * A leader asks for another in-sync set of one partition (replication.md 5.2, R7 to R9).
 *
 * @param partitionEpoch the only one to which it may be applied
 * @param members broker number → the registration in which it was seen to hold every committed
 *     record; −1 for a member that keeps its place without having shown it
 */
public record IsrRequest(
        PartitionId partition, int leaderEpoch, int partitionEpoch, Map<Integer, Long> members) {
    public IsrRequest {
        members = Map.copyOf(members);
    }
}
