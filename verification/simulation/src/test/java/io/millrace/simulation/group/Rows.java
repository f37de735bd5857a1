package io.millrace.simulation.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.LastReset;
import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardBatch.GroupChange;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The groups of a shard as rows of tables: each row that differs is written as a whole, over
 * whatever is there.
 */
final class Rows {
    private final Map<GroupId, GroupState> groups = new HashMap<>();

    Map<GroupId, GroupState> all() {
        return Map.copyOf(groups);
    }

    Optional<GroupState> group(GroupId id) {
        return Optional.ofNullable(groups.get(id));
    }

    void write(ShardBatch batch) {
        batch.removed().forEach(groups::remove);
        batch.changed().forEach(this::write);
        batch.offsets().forEach(this::move);
        batch.resets().forEach(this::note);
    }

    private GroupState present(GroupId id) {
        return groups.getOrDefault(id, GroupState.NEW);
    }

    private void write(GroupChange change) {
        GroupState present = present(change.id());
        Group before = change.before();
        Group after = change.after();
        boolean isOther = change.isNew() || before.epoch() != after.epoch();
        SortedMap<MemberId, Member> members = new TreeMap<>(present.group().members());
        before.members().keySet().stream()
                .filter(id -> after.member(id).isEmpty())
                .forEach(members::remove);
        after.members()
                .forEach(
                        (id, member) -> {
                            if (!member.equals(before.members().get(id))) {
                                members.put(id, member);
                            }
                        });
        // The target is not stored (ADR 17).
        Group now =
                new Group(
                        isOther ? after.epoch() : present.group().epoch(),
                        after.assignor(),
                        members,
                        Optional.empty());
        groups.put(change.id(), new GroupState(now, present.offsets(), present.lastReset()));
    }

    private void move(GroupId id, Map<PartitionId, Optional<CommittedOffset>> moves) {
        GroupState present = present(id);
        Map<PartitionId, CommittedOffset> offsets = new HashMap<>(present.offsets());
        moves.forEach(
                (partition, offset) ->
                        offset.ifPresentOrElse(
                                now -> offsets.put(partition, now),
                                () -> offsets.remove(partition)));
        groups.put(id, new GroupState(present.group(), offsets, present.lastReset()));
    }

    private void note(GroupId id, Optional<LastReset> reset) {
        GroupState present = present(id);
        groups.put(id, new GroupState(present.group(), present.offsets(), reset));
    }
}
