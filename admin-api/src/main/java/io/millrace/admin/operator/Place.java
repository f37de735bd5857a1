package io.millrace.admin.operator;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.stream.Stream;

/** A partition and the topic that it is of. */
record Place(TopicMetadata topic, PartitionMetadata partition) {

    /** All of them, by topic and number. */
    static Stream<Place> all(ClusterMetadata metadata) {
        return metadata.topics().values().stream()
                .flatMap(topic -> topic.partitions().stream().map(p -> new Place(topic, p)));
    }

    /** The same place as it is after a change. */
    Place now(PartitionMetadata changed) {
        return new Place(topic, changed);
    }

    PartitionId id() {
        return topic.partitionId(partition.partition());
    }

    /** Topic and partition as Kafka's tools write them: {@code orders-0}. */
    String text() {
        return topic.name() + "-" + partition.partition();
    }

    /** Sorts as the places do. */
    String key() {
        return String.format("%s/%010d", topic.name(), partition.partition());
    }
}
