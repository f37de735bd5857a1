package io.millrace.groups.assignment;

import io.millrace.protocol.TopicName;
import java.util.List;
import java.util.Set;

/**
 * A topic's partitions.
 *
 * @param racks of each partition, by number: where its replicas are; empty if nobody said
 */
public record TopicPlaces(TopicName name, List<Set<String>> racks) {
    public TopicPlaces {
        racks = racks.stream().map(Set::copyOf).toList();
    }

    public int partitions() {
        return racks.size();
    }
}
