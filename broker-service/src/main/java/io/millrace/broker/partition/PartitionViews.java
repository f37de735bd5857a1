package io.millrace.broker.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import java.util.Optional;

/** Makes of partitions, of which there may be a replica here, what clients are given of them. */
@FunctionalInterface
public interface PartitionViews {

    /**
     * What clients are given from the next metadata on. Called for each partition of each topic,
     * each time before metadata is published; one call at a time. Must not block.
     *
     * @param hosted the replica on this broker, if there is one
     */
    Partition view(TopicName topic, PartitionId id, Optional<Partition> hosted);
}
