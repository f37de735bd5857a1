package io.millrace.coordinator.state;

import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * One row of {@code partition_state}.
 *
 * @param registration all that elections, ISR changes and moves decide on
 * @param createdVersion the metadata version that brought the partition
 */
public record PartitionState(
        int partition, PartitionRegistration registration, long createdVersion) {

    /** A new partition, led by its first replica. */
    static PartitionState fresh(
            int partition, List<Integer> replicas, SortedMap<Integer, Long> isr, long version) {
        return new PartitionState(
                partition,
                new PartitionRegistration(
                        replicas,
                        List.of(),
                        List.of(),
                        isr,
                        OptionalInt.of(replicas.getFirst()),
                        0,
                        0,
                        false),
                version);
    }

    PartitionState with(PartitionRegistration next) {
        return new PartitionState(partition, next, createdVersion);
    }

    PartitionMetadata metadata() {
        return new PartitionMetadata(
                partition,
                registration.replicas(),
                registration.adding(),
                registration.removing(),
                registration.isr(),
                registration.leader(),
                registration.leaderEpoch(),
                registration.partitionEpoch(),
                registration.unclean(),
                createdVersion);
    }
}
