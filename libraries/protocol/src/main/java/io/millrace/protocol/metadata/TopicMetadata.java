package io.millrace.protocol.metadata;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic.
 *
 * @param partitions the partition n is at index n
 */
public record TopicMetadata(
        TopicName name, TopicId id, TopicConfig config, List<PartitionMetadata> partitions) {
    public TopicMetadata {
        partitions = List.copyOf(partitions);
        for (int n = 0; n < partitions.size(); n++) {
            if (partitions.get(n).partition() != n) {
                throw new IllegalArgumentException(
                        "Partition " + partitions.get(n).partition() + " stands at index " + n);
            }
        }
    }

    public PartitionId partitionId(int partition) {
        return new PartitionId(id, partition);
    }

    /** Replicas that are being added do not raise it yet. */
    public int minInsyncReplicas(PartitionMetadata partition) {
        return config.minInsyncReplicas(partition.replicas().size() - partition.adding().size());
    }

    /** Whether the other one is this topic with, at most, other replicas, leaders and ISRs. */
    boolean differsInPartitionsOnly(TopicMetadata other) {
        return id.equals(other.id)
                && config.equals(other.config)
                && partitions.size() == other.partitions.size();
    }

    /** This topic with these of its partitions in place of what they were. */
    TopicMetadata with(List<PartitionMetadata> changed) {
        List<PartitionMetadata> next = new ArrayList<>(partitions);
        changed.forEach(partition -> next.set(partition.partition(), partition));
        return new TopicMetadata(name, id, config, next);
    }
}
