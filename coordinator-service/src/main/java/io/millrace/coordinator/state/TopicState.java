package io.millrace.coordinator.state;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic with its partitions, the partition n at index n.
 *
 * @param createdVersion the metadata version that brought it
 */
public record TopicState(
        TopicName name,
        TopicId id,
        TopicConfig config,
        List<PartitionState> partitions,
        long createdVersion) {

    public TopicState {
        partitions = List.copyOf(partitions);
    }

    TopicState with(TopicConfig other) {
        return new TopicState(name, id, other, partitions, createdVersion);
    }

    TopicState with(PartitionState changed) {
        List<PartitionState> next = new ArrayList<>(partitions);
        next.set(changed.partition(), changed);
        return new TopicState(name, id, config, next, createdVersion);
    }

    TopicState and(List<PartitionState> more) {
        List<PartitionState> next = new ArrayList<>(partitions);
        next.addAll(more);
        return new TopicState(name, id, config, next, createdVersion);
    }

    TopicMetadata metadata() {
        return new TopicMetadata(
                name, id, config, partitions.stream().map(PartitionState::metadata).toList());
    }
}
