package io.millrace.admin.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A partition as the API tells it; offsets and size are absent while it is offline. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartitionView(
        String topic,
        int partition,
        String state,
        @Nullable Integer leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> replicas,
        List<Integer> isr,
        List<Integer> adding,
        List<Integer> removing,
        @Nullable Long logStartOffset,
        @Nullable Long highWatermark,
        @Nullable Long logEndOffset,
        @Nullable List<FollowerLag> followerLag,
        @Nullable Long recordCountMax,
        @Nullable Long sizeBytes) {

    /** All of a topic's, in order. */
    public static List<PartitionView> of(
            TopicMetadata topic, Map<PartitionId, PartitionFacts> observed) {
        return topic.partitions().stream()
                .map(p -> of(topic, p, observed.get(topic.partitionId(p.partition()))))
                .toList();
    }

    /**
     * @param observed null when nobody who leads it has answered
     */
    public static PartitionView of(
            TopicMetadata topic, PartitionMetadata metadata, @Nullable PartitionFacts observed) {
        PartitionFacts facts = metadata.leader().isPresent() ? observed : null;
        return new PartitionView(
                topic.name().value(),
                metadata.partition(),
                facts == null ? "offline" : facts.failed() ? "failed" : "online",
                metadata.leader().isPresent() ? metadata.leader().getAsInt() : null,
                metadata.leaderEpoch(),
                metadata.partitionEpoch(),
                metadata.replicas(),
                List.copyOf(metadata.isr().keySet()),
                metadata.adding(),
                metadata.removing(),
                facts == null ? null : facts.logStartOffset(),
                facts == null ? null : facts.highWatermark(),
                facts == null ? null : facts.logEndOffset(),
                facts == null ? null : FollowerLag.of(facts, metadata.replicas()),
                facts == null ? null : facts.recordCountMax(),
                facts == null ? null : facts.sizeBytes());
    }
}
