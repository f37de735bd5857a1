package io.millrace.coordinator.state;

import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of {@code partition_state}. Each transition raises the partition epoch, by which the
 * transaction makes sure that it changes the row it has read.
 *
 * @param isrEpochs the broker epoch of each ISR member when it was last verified, in ISR order
 * @param createdVersion the metadata version that brought the partition
 */
public record PartitionState(
        int partition,
        List<Integer> replicas,
        List<Integer> isr,
        List<Long> isrEpochs,
        OptionalInt leader,
        int leaderEpoch,
        int partitionEpoch,
        long createdVersion) {

    public PartitionState {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
        isrEpochs = List.copyOf(isrEpochs);
        if (isr.size() != isrEpochs.size()) {
            throw new IllegalArgumentException("an ISR member without an epoch");
        }
        if (leader.isPresent() && !isr.contains(leader.getAsInt())) {
            throw new IllegalArgumentException("a leader outside the ISR");
        }
    }

    /** A new partition, led by its first replica. */
    static PartitionState fresh(
            int partition, List<Integer> replicas, List<Long> epochs, long version) {
        return new PartitionState(
                partition,
                replicas,
                replicas,
                epochs,
                OptionalInt.of(replicas.getFirst()),
                0,
                0,
                version);
    }

    /** The only member of the ISR leads again, in a new leader epoch. */
    PartitionState ledByItsOnlyMember(long brokerEpoch) {
        if (isr.size() != 1) {
            throw new IllegalStateException("an ISR of " + isr.size());
        }
        return new PartitionState(
                partition,
                replicas,
                isr,
                List.of(brokerEpoch),
                OptionalInt.of(isr.getFirst()),
                leaderEpoch + 1,
                partitionEpoch + 1,
                createdVersion);
    }

    /**
     * Nobody leads. The ISR stays: it remembers who had everything, so that a replica that comes
     * back whole can lead again.
     */
    PartitionState offline() {
        return new PartitionState(
                partition,
                replicas,
                isr,
                isrEpochs,
                OptionalInt.empty(),
                leaderEpoch + 1,
                partitionEpoch + 1,
                createdVersion);
    }

    PartitionMetadata metadata() {
        SortedMap<Integer, Long> verified = new TreeMap<>();
        for (int i = 0; i < isr.size(); i++) {
            verified.put(isr.get(i), isrEpochs.get(i));
        }
        return new PartitionMetadata(
                partition,
                replicas,
                List.of(),
                List.of(),
                verified,
                leader,
                leaderEpoch,
                partitionEpoch,
                false,
                createdVersion);
    }
}
