package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import java.util.List;

/**
 * An operator wants a partition to be on these brokers.
 *
 * @param replicas all that shall have a copy in the end, the preferred leader first
 */
public record MovePartition(PartitionId partition, List<BrokerId> replicas) {
    public MovePartition {
        replicas = List.copyOf(replicas);
    }
}
