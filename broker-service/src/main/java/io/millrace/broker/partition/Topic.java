package io.millrace.broker.partition;

import io.millrace.protocol.metadata.TopicMetadata;
import java.util.List;

/**
 * A topic as of one metadata version.
 *
 * @param partitions the partition n is at index n
 */
public record Topic(TopicMetadata metadata, List<Partition> partitions) {
    public Topic {
        partitions = List.copyOf(partitions);
    }
}
