package io.millrace.admin.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.partition.FollowerLag;
import io.millrace.admin.partition.PartitionState;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A move as the API tells it: {@code spec} is wanted, {@code status} observed. */
@JsonNaming(SnakeCaseStrategy.class)
record ReassignmentView(String id, String topic, int partition, Spec spec, Status status) {

    record Spec(List<Integer> replicas) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            String phase,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> adding,
            List<Integer> removing,
            List<Integer> catchingUp,
            @Nullable List<FollowerLag> followerLag,
            @Nullable Long logEndOffset,
            @Nullable Long sizeBytes) {}

    static ReassignmentView of(Place place, @Nullable PartitionFacts facts) {
        PartitionMetadata partition = place.partition();
        return new ReassignmentView(
                place.text(),
                place.topic().name().value(),
                partition.partition(),
                new Spec(target(partition)),
                new Status(
                        PartitionState.MOVING.holds(partition) ? "moving" : "done",
                        partition.replicas(),
                        List.copyOf(partition.isr().keySet()),
                        partition.adding(),
                        partition.removing(),
                        partition.adding().stream()
                                .filter(broker -> !partition.isr().containsKey(broker))
                                .toList(),
                        facts == null ? null : FollowerLag.of(facts, partition.adding()),
                        facts == null ? null : facts.logEndOffset(),
                        facts == null ? null : facts.sizeBytes()));
    }

    /** Where the partition will be when nothing moves any more. */
    static List<Integer> target(PartitionMetadata partition) {
        List<Integer> target = new ArrayList<>(partition.replicas());
        target.removeAll(partition.removing());
        return List.copyOf(target);
    }
}
