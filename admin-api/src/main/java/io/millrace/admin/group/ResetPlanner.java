package io.millrace.admin.group;

import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.TopicControl;
import io.millrace.admin.topic.TopicNames;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.CommittedPosition;
import io.millrace.protocol.group.OffsetMove;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Finds where a reset moves a group's positions: one question to each broker. Calls block. */
@Component
final class ResetPlanner {
    private final TopicControl topics;
    private final PartitionControl partitions;

    ResetPlanner(TopicControl topics, PartitionControl partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /**
     * @return all positions that are meant, be they moved or not
     * @throws MillraceException {@code topic_not_found}, {@code partition_not_found}, {@code
     *     invalid_request} if there is nothing to shift, or {@code leader_not_available} if the
     *     bounds of a log can't be asked for
     */
    Map<PartitionId, OffsetMove> plan(GroupDescription group, ResetRequest request) {
        List<NamedPartition> meant = meant(request);
        if (request.target() instanceof ResetTarget.ShiftBy) {
            // Where nothing is committed there is nothing to shift.
            meant.removeIf(named -> !group.offsets().containsKey(named.id()));
            if (meant.isEmpty()) {
                throw Problem.of(
                                ErrorCode.INVALID_REQUEST,
                                "Nothing is committed there that could be shifted")
                        .with("field", "/shift_by")
                        .asException();
            }
        }
        Map<PartitionId, LogPositions> logs =
                partitions.positions(
                        meant.stream()
                                .map(
                                        named ->
                                                new PositionQuestion(
                                                        named, Set.of(), request.target().time()))
                                .toList());
        Map<PartitionId, OffsetMove> moves = new HashMap<>();
        for (NamedPartition named : meant) {
            LogPositions log = logs.get(named.id());
            if (log == null) {
                throw unknown(named);
            }
            CommittedPosition committed = group.offsets().get(named.id());
            OptionalLong from =
                    committed == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(committed.next().nextOffset());
            long to = request.target().in(log, from.orElse(log.logStartOffset()));
            moves.put(named.id(), new OffsetMove(from, OptionalLong.of(to)));
        }
        return moves;
    }

    private List<NamedPartition> meant(ResetRequest request) {
        ClusterMetadata metadata = topics.metadata();
        List<NamedPartition> meant = new ArrayList<>();
        for (TopicName name : request.topics()) {
            TopicMetadata topic =
                    metadata.topic(name)
                            .orElseThrow(
                                    () ->
                                            Problem.of(
                                                            ErrorCode.TOPIC_NOT_FOUND,
                                                            "There is no topic " + name)
                                                    .with("topic", name.value())
                                                    .asException());
            request.partitions()
                    .map(numbers -> numbers.stream().distinct())
                    .orElseGet(() -> IntStream.range(0, topic.partitions().size()).boxed())
                    .map(number -> TopicNames.partition(topic, Integer.toString(number)))
                    .map(number -> PartitionControl.named(topic, number))
                    .forEach(meant::add);
        }
        return meant;
    }

    private static MillraceException unknown(NamedPartition named) {
        return Problem.of(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "The leader of partition "
                                + named.id().partition()
                                + " can't be asked for the bounds of its log")
                .with("topic", named.topic().value())
                .with("partition", named.id().partition())
                .asException();
    }
}
