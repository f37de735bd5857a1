package io.millrace.coordinator.state;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A topic with its partitions, the partition n at index n. Immutable. It carries what is published
 * of it, so that a change builds anew only what it has changed.
 */
public final class TopicState {

    private final TopicMetadata metadata;
    private final List<PartitionState> partitions;
    private final long createdVersion;

    /**
     * @param createdVersion the metadata version that brought it
     */
    public TopicState(
            TopicName name,
            TopicId id,
            TopicConfig config,
            List<PartitionState> partitions,
            long createdVersion) {
        this(
                new TopicMetadata(
                        name,
                        id,
                        config,
                        partitions.stream().map(PartitionState::metadata).toList()),
                partitions,
                createdVersion);
    }

    private TopicState(
            TopicMetadata metadata, List<PartitionState> partitions, long createdVersion) {
        this.metadata = metadata;
        this.partitions = List.copyOf(partitions);
        this.createdVersion = createdVersion;
    }

    public TopicName name() {
        return metadata.name();
    }

    public TopicId id() {
        return metadata.id();
    }

    public TopicConfig config() {
        return metadata.config();
    }

    public List<PartitionState> partitions() {
        return partitions;
    }

    public long createdVersion() {
        return createdVersion;
    }

    /** What brokers and administration are told of it. */
    public TopicMetadata metadata() {
        return metadata;
    }

    Stream<PartitionPlace> places() {
        return partitions.stream().map(partition -> new PartitionPlace(this, partition));
    }

    TopicState with(TopicConfig other) {
        return new TopicState(
                new TopicMetadata(name(), id(), other, metadata.partitions()),
                partitions,
                createdVersion);
    }

    TopicState with(Collection<PartitionState> changed) {
        List<PartitionState> next = new ArrayList<>(partitions);
        List<PartitionMetadata> published = new ArrayList<>(metadata.partitions());
        for (PartitionState partition : changed) {
            next.set(partition.partition(), partition);
            published.set(partition.partition(), partition.metadata());
        }
        return new TopicState(
                new TopicMetadata(name(), id(), config(), published), next, createdVersion);
    }

    TopicState and(List<PartitionState> more) {
        List<PartitionState> next = new ArrayList<>(partitions);
        List<PartitionMetadata> published = new ArrayList<>(metadata.partitions());
        for (PartitionState partition : more) {
            next.add(partition);
            published.add(partition.metadata());
        }
        return new TopicState(
                new TopicMetadata(name(), id(), config(), published), next, createdVersion);
    }

    @Override
    public String toString() {
        return "TopicState[" + name() + ", partitions=" + partitions.size() + "]";
    }
}
