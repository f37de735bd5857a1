package io.millrace.admin.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.json.Times;
import io.millrace.admin.partition.PartitionView;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A topic as the API tells it: {@code spec} is wanted, {@code status} observed. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TopicView(
        String name,
        String topicId,
        boolean internal,
        @Nullable String description,
        Map<String, String> labels,
        Map<String, String> annotations,
        Spec spec,
        Status status) {

    @JsonNaming(SnakeCaseStrategy.class)
    record Spec(int partitions, int replicationFactor, Map<String, String> configs) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Status(
            String phase,
            int partitions,
            int offlinePartitions,
            long recordCountMax,
            long sizeBytes,
            String createdAt,
            String updatedAt) {

        static Status of(List<PartitionView> partitions, Instant created, Instant updated) {
            int offline =
                    (int) partitions.stream().filter(p -> !p.state().equals("online")).count();
            return new Status(
                    offline == 0 ? "ready" : offline < partitions.size() ? "degraded" : "offline",
                    partitions.size(),
                    offline,
                    partitions.stream().mapToLong(p -> orZero(p.recordCountMax())).sum(),
                    partitions.stream().mapToLong(p -> orZero(p.sizeBytes())).sum(),
                    Times.text(created),
                    Times.text(updated));
        }

        private static long orZero(@Nullable Long value) {
            return value == null ? 0 : value;
        }
    }

    static TopicView of(
            TopicMetadata topic,
            @Nullable TopicNotes notes,
            Map<PartitionId, PartitionFacts> facts) {
        DesiredTopic desired = DesiredTopic.of(topic, notes);
        List<PartitionView> partitions = PartitionView.of(topic, facts);
        return new TopicView(
                topic.name().value(),
                topic.id().toString(),
                topic.name().isInternal(),
                desired.description().isEmpty() ? null : desired.description(),
                new TreeMap<>(desired.labels()),
                new TreeMap<>(desired.annotations()),
                new Spec(
                        desired.partitions(),
                        desired.replicationFactor(),
                        new TreeMap<>(desired.configs())),
                Status.of(
                        partitions,
                        notes == null ? Instant.EPOCH : notes.createdAt(),
                        notes == null ? Instant.EPOCH : notes.updatedAt()));
    }
}
