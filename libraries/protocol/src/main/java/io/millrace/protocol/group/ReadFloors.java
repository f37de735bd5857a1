package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Set;

/** Asks a coordinator how far the last of the groups that it owns has got in each partition. */
public record ReadFloors(Set<PartitionId> partitions) {
    public ReadFloors {
        partitions = Set.copyOf(partitions);
    }
}
