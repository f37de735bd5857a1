package io.millrace.admin.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What administration needs of the brokers that lead partitions. Calls may block. */
public interface PartitionControl {

    /**
     * What the leaders see of their logs.
     *
     * @return without those of partitions whose leader is none, or does not answer
     */
    Map<PartitionId, PartitionFacts> facts(List<NamedPartition> partitions);

    default Optional<PartitionFacts> facts(NamedPartition partition) {
        return Optional.ofNullable(facts(List.of(partition)).get(partition.id()));
    }

    /** The same for all partitions of some topics. */
    default Map<PartitionId, PartitionFacts> factsOf(List<TopicMetadata> topics) {
        return facts(
                topics.stream()
                        .flatMap(
                                topic ->
                                        topic.partitions().stream()
                                                .map(p -> named(topic, p.partition())))
                        .toList());
    }

    /**
     * Places in the leaders' logs.
     *
     * @return without those of partitions whose leader is none, or does not answer
     */
    Map<PartitionId, LogPositions> positions(List<PositionQuestion> questions);

    static NamedPartition named(TopicMetadata topic, int partition) {
        return new NamedPartition(topic.name(), topic.partitionId(partition));
    }

    /**
     * Removes all records before an offset, for good.
     *
     * @param offset from the log start to the high watermark
     * @throws io.millrace.protocol.MillraceException {@code offset_beyond_end}, {@code
     *     leader_not_available}
     */
    void deleteBefore(NamedPartition partition, long offset);
}
