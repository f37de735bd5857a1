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
 * @param adding those of the replicas that a reassignment brings
 * @param removing those of the replicas that a reassignment takes away
 * @param isr those of the replicas that have everything that was acknowledged, in the order of
 *     their numbers → the broker epoch in which the controller last knew it of them
 * @param leader empty while there is none
 * @param leaderEpoch grows with each change of leader
 * @param partitionEpoch grows with each change of any of this
 * @param unclean whether the leader of this epoch was elected with loss of records, by consent
 * @param createdVersion the metadata version that brought the partition: a broker that has seen it
 *     has had the partition's log
 */
public record PartitionMetadata(
        int partition,
        List<Integer> replicas,
        List<Integer> adding,
        List<Integer> removing,
        SortedMap<Integer, Long> isr,
        OptionalInt leader,
        int leaderEpoch,
        int partitionEpoch,
        boolean unclean,
        long createdVersion) {
    public PartitionMetadata {
        replicas = List.copyOf(replicas);
        adding = List.copyOf(adding);
        removing = List.copyOf(removing);
        isr = Collections.unmodifiableSortedMap(new TreeMap<>(isr));
    }

    public boolean isLedBy(int broker) {
        return leader.isPresent() && leader.getAsInt() == broker;
    }
}
