package io.millrace.protocol.metadata;

import java.util.List;
import java.util.OptionalInt;

/**
 * Who holds and who leads a partition.
 *
 * @param replicas broker numbers, the preferred leader first
 * @param isr those of the replicas that have everything that was acknowledged
 * @param leader empty while there is none
 * @param leaderEpoch grows with each change of leader
 * @param partitionEpoch grows with each change of any of this
 */
public record PartitionMetadata(
        int partition,
        List<Integer> replicas,
        List<Integer> isr,
        OptionalInt leader,
        int leaderEpoch,
        int partitionEpoch) {
    public PartitionMetadata {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
    }
}
