package io.millrace.admin.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.CommittedPosition;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.Shards;
import io.millrace.protocol.group.UndoReset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Owners of groups without members. Owned by the test. */
final class FakeGroups implements GroupControl {
    private final SortedMap<GroupId, Map<PartitionId, Long>> committed = new TreeMap<>();
    private final Set<GroupId> moving = new HashSet<>();
    final List<GroupId> described = new ArrayList<>();

    /** Makes the group if there is none. */
    void commit(String group, PartitionId partition, long nextOffset) {
        committed
                .computeIfAbsent(new GroupId(group), first -> new HashMap<>())
                .put(partition, nextOffset);
    }

    void remove(String group) {
        committed.remove(new GroupId(group));
    }

    /** Whether its owner can't tell of it. */
    void move(String group, boolean moves) {
        var _ = moves ? moving.add(new GroupId(group)) : moving.remove(new GroupId(group));
    }

    @Override
    public List<ShardList> list(ListGroups which) {
        return IntStream.range(0, Shards.COUNT)
                .mapToObj(
                        shard -> {
                            List<GroupSummary> all =
                                    committed.keySet().stream()
                                            .filter(group -> Shards.of(group) == shard)
                                            .map(FakeGroups::summary)
                                            .toList();
                            return new ShardList(
                                    shard,
                                    1,
                                    all.size(),
                                    all.stream().limit(which.limit()).toList());
                        })
                .toList();
    }

    private static GroupSummary summary(GroupId group) {
        return new GroupSummary(group, GroupPhase.EMPTY, 0, 1);
    }

    @Override
    public GroupDescription describe(GroupId group) {
        described.add(group);
        if (moving.contains(group)) {
            throw Problem.of(ErrorCode.COORDINATOR_LOADING, "It moves").asException();
        }
        Map<PartitionId, Long> offsets = committed.get(group);
        if (offsets == null) {
            throw Problem.of(ErrorCode.GROUP_NOT_FOUND, "There is none").asException();
        }
        Map<PartitionId, CommittedPosition> positions = new HashMap<>();
        offsets.forEach(
                (partition, next) ->
                        positions.put(
                                partition,
                                new CommittedPosition(
                                        new NextOffset(next, OptionalInt.empty(), ""), 0)));
        return new GroupDescription(
                summary(group), "uniform", List.of(), positions, "tag", Optional.empty());
    }

    @Override
    public OffsetsMoved reset(ResetOffsets reset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OffsetsMoved undo(UndoReset undo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(DeleteGroup deletion) {
        throw new UnsupportedOperationException();
    }
}
