package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.LastReset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.groups.TopicPattern;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.CommittedPosition;
import io.millrace.protocol.group.GroupDescription.UndoableReset;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.MemberDescription;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.OffsetMove;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ShardLists.ShardList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Committed groups as operators see them. Any thread. */
final class GroupViews {

    private GroupViews() {}

    static ShardList list(
            int shard, long shardEpoch, Map<GroupId, GroupState> groups, ListGroups which) {
        List<GroupSummary> matching = new ArrayList<>();
        groups.forEach(
                (id, state) -> {
                    if (id.value().startsWith(which.namePrefix())) {
                        GroupSummary summary = summary(id, state.group());
                        if (which.phase().isEmpty() || which.phase().get() == summary.phase()) {
                            matching.add(summary);
                        }
                    }
                });
        List<GroupSummary> wanted =
                matching.stream()
                        .filter(summary -> summary.group().value().compareTo(which.after()) > 0)
                        .sorted(Comparator.comparing(GroupSummary::group))
                        .limit(which.limit())
                        .toList();
        return new ShardList(shard, shardEpoch, matching.size(), wanted);
    }

    static GroupFloors floors(int shard, Map<GroupId, GroupState> groups, ReadFloors which) {
        Map<PartitionId, Long> least = new HashMap<>();
        for (GroupState state : groups.values()) {
            state.offsets()
                    .forEach(
                            (partition, offset) -> {
                                if (which.partitions().contains(partition)) {
                                    least.merge(partition, offset.nextOffset(), Math::min);
                                }
                            });
        }
        return new GroupFloors(Set.of(shard), least);
    }

    private static GroupSummary summary(GroupId id, Group group) {
        return new GroupSummary(id, group.phase(), group.members().size(), group.epoch());
    }

    /**
     * @param undoable which resets can be undone
     */
    static GroupDescription describe(GroupId id, GroupState state, Predicate<LastReset> undoable) {
        List<MemberDescription> members = new ArrayList<>();
        state.group().members().forEach((member, known) -> members.add(member(member, known)));
        Map<PartitionId, CommittedPosition> offsets = new HashMap<>();
        state.offsets()
                .forEach(
                        (partition, offset) ->
                                offsets.put(
                                        partition,
                                        new CommittedPosition(
                                                Commits.told(offset), offset.committedAtMs())));
        return new GroupDescription(
                summary(id, state.group()),
                state.group().assignor().text(),
                members,
                offsets,
                OffsetsTag.of(state.offsets()),
                state.lastReset().filter(undoable).map(reset -> undoable(state, reset)));
    }

    private static MemberDescription member(MemberId id, Member member) {
        return new MemberDescription(
                id,
                member.instance(),
                member.rack(),
                member.session(),
                member.epoch(),
                member.subscription().topics(),
                member.subscription().pattern().map(TopicPattern::text),
                member.kept(),
                member.revoking(),
                member.away());
    }

    private static UndoableReset undoable(GroupState state, LastReset reset) {
        Map<PartitionId, OffsetMove> moves = new HashMap<>();
        reset.before()
                .forEach(
                        (partition, before) ->
                                moves.put(
                                        partition,
                                        GroupSurgery.between(
                                                Optional.ofNullable(state.offsets().get(partition)),
                                                before)));
        return new UndoableReset(
                reset.atMs(), reset.atMs() + GroupSurgery.UNDO_FOR.toMillis(), moves);
    }
}
