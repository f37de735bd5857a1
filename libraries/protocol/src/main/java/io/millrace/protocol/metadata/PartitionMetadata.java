package io.millrace.protocol.metadata;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who holds and who leads a partition.
 *
 * @param replicas broker numbers, the preferred leader first
 * @param isr those of the replicas that have everything that was acknowledged, in the order of
 *     their numbers → the broker epoch in which the controller last knew it of them
 * @param leader empty while there is none
 * @param leaderEpoch grows with each change of leader
 * @param partitionEpoch grows with each change of any of this
 * @param createdVersion the metadata version that brought the partition: a broker that has seen it
 *     has had the partition's log
 */
public record PartitionMetadata(
        int partition,
        List<Integer> replicas,
        SortedMap<Integer, Long> isr,
        OptionalInt leader,
        int leaderEpoch,
        int partitionEpoch,
        long createdVersion) {
    public PartitionMetadata {
        replicas = List.copyOf(replicas);
        isr = Collections.unmodifiableSortedMap(new TreeMap<>(isr));
    }
}
