package io.millrace.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.json.Times;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.CommittedPosition;
import io.millrace.protocol.group.GroupDescription.UndoableReset;
import io.millrace.protocol.group.MemberDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A group as the API tells it.
 *
 * @param undo null if there is no reset that can be undone
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupView(
        String name,
        String state,
        long epoch,
        String assignor,
        List<MemberView> members,
        List<OffsetView> offsets,
        @Nullable UndoView undo) {

    static GroupView of(GroupDescription group, KnownTopics topics) {
        return new GroupView(
                group.summary().group().value(),
                group.summary().phase().text(),
                group.summary().epoch(),
                group.assignor(),
                group.members().stream().map(member -> MemberView.of(member, topics)).toList(),
                offsets(group, topics),
                group.undoable().map(UndoView::of).orElse(null));
    }

    private static List<OffsetView> offsets(GroupDescription group, KnownTopics topics) {
        List<OffsetView> offsets = new ArrayList<>();
        for (NamedPartition named : topics.named(group.offsets().keySet())) {
            CommittedPosition position = group.offsets().get(named.id());
            if (position != null) {
                offsets.add(OffsetView.of(named, position));
            }
        }
        return offsets;
    }

    /**
     * @param session the epoch in which its session began
     * @param epoch up to which it has followed
     * @param assignment topic → partitions that it may work on
     * @param revoking topic → partitions that it is to give up
     * @param away whether it has left for a while
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MemberView(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rack,
            long session,
            long epoch,
            List<String> topics,
            @Nullable String topicPattern,
            Map<String, List<Integer>> assignment,
            Map<String, List<Integer>> revoking,
            boolean away) {

        private static MemberView of(MemberDescription member, KnownTopics known) {
            return new MemberView(
                    member.id().value(),
                    member.instance().map(instance -> instance.value()).orElse(null),
                    member.rack().orElse(null),
                    member.session(),
                    member.epoch(),
                    new TreeSet<>(member.topics()).stream().map(topic -> topic.value()).toList(),
                    member.pattern().orElse(null),
                    known.byTopic(member.assigned().keySet()),
                    known.byTopic(member.revoking()),
                    member.away());
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OffsetView(
            String topic,
            int partition,
            long nextOffset,
            @Nullable Integer leaderEpoch,
            String metadata,
            String committedAt) {

        private static OffsetView of(NamedPartition named, CommittedPosition known) {
            OptionalInt leaderEpoch = known.next().leaderEpoch();
            return new OffsetView(
                    named.topic().value(),
                    named.id().partition(),
                    known.next().nextOffset(),
                    leaderEpoch.isPresent() ? leaderEpoch.getAsInt() : null,
                    known.next().metadata(),
                    Times.text(Instant.ofEpochMilli(known.committedAtMs())));
        }
    }

    /**
     * @param partitions how many positions it would move
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record UndoView(String resetAt, String until, long partitions) {
        private static UndoView of(UndoableReset reset) {
            return new UndoView(
                    Times.text(Instant.ofEpochMilli(reset.atMs())),
                    Times.text(Instant.ofEpochMilli(reset.untilMs())),
                    reset.moves().values().stream()
                            .filter(move -> !move.from().equals(move.to()))
                            .count());
        }
    }
}
