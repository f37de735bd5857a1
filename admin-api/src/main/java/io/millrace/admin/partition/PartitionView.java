package io.millrace.admin.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A partition as the API tells it; offsets and size are absent while it is offline. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartitionView(
        int partition,
        String state,
        @Nullable Integer leader,
        int leaderEpoch,
        List<Integer> replicas,
        List<Integer> isr,
        @Nullable Long logStartOffset,
        @Nullable Long highWatermark,
        @Nullable Long recordCountMax,
        @Nullable Long sizeBytes) {

    public static PartitionView of(PartitionMetadata metadata, Optional<PartitionFacts> observed) {
        PartitionFacts facts = metadata.leader().isPresent() ? observed.orElse(null) : null;
        return new PartitionView(
                metadata.partition(),
                facts == null ? "offline" : facts.failed() ? "failed" : "online",
                metadata.leader().isPresent() ? metadata.leader().getAsInt() : null,
                metadata.leaderEpoch(),
                metadata.replicas(),
                List.copyOf(metadata.isr().keySet()),
                facts == null ? null : facts.logStartOffset(),
                facts == null ? null : facts.highWatermark(),
                facts == null ? null : facts.recordCountMax(),
                facts == null ? null : facts.sizeBytes());
    }
}
