package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.LastReset;
import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardBatch.GroupChange;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.Shards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A shard as it will be when what was decided since the last transaction is committed. Owned by the
 * shard's thread.
 */
final class Draft {
    private final Map<GroupId, GroupState> committed;
    private final long freshEpoch;
    private final Map<GroupId, Group> groups = new LinkedHashMap<>();
    private final Map<GroupId, Map<PartitionId, Optional<CommittedOffset>>> offsets =
            new HashMap<>();
    private final Map<GroupId, Optional<LastReset>> resets = new HashMap<>();

    /** The epochs that they had: one of the same name must have others. */
    private final Map<GroupId, Long> removed = new HashMap<>();

    /**
     * @param version how often the shard was written before
     */
    Draft(Map<GroupId, GroupState> committed, long version) {
        this.committed = committed;
        this.freshEpoch = Shards.epochAt(version);
    }

    /** What was there before this draft. */
    Map<GroupId, GroupState> committed() {
        return committed;
    }

    private boolean isNew(GroupId id) {
        return removed.containsKey(id) || !committed.containsKey(id);
    }

    private GroupState before(GroupId id) {
        GroupState known = committed.get(id);
        if (known != null && !removed.containsKey(id)) {
            return known;
        }
        long epoch = Math.max(freshEpoch, removed.getOrDefault(id, 0L));
        return new GroupState(Group.startingAt(epoch), Map.of(), Optional.empty());
    }

    /** Whether somebody has joined it or committed for it, and it was not removed since. */
    boolean has(GroupId id) {
        return !isNew(id) || touched().contains(id);
    }

    /** One that does not exist is new. */
    Group group(GroupId id) {
        Group changed = groups.get(id);
        return changed != null ? changed : before(id).group();
    }

    Optional<CommittedOffset> offset(GroupId id, PartitionId partition) {
        Optional<CommittedOffset> changed = offsets.getOrDefault(id, Map.of()).get(partition);
        return changed != null ? changed : Optional.ofNullable(before(id).offsets().get(partition));
    }

    void put(GroupId id, Group group) {
        groups.put(id, group);
    }

    void commit(GroupId id, PartitionId partition, CommittedOffset offset) {
        move(id, partition, Optional.of(offset));
    }

    /** From now on this is committed, or nothing is. */
    void move(GroupId id, PartitionId partition, Optional<CommittedOffset> offset) {
        offsets.computeIfAbsent(id, each -> new HashMap<>()).put(partition, offset);
    }

    /** What can be undone. */
    Optional<LastReset> lastReset(GroupId id) {
        Optional<LastReset> changed = resets.get(id);
        return changed != null ? changed : before(id).lastReset();
    }

    void note(GroupId id, Optional<LastReset> reset) {
        resets.put(id, reset);
    }

    /** With all its offsets; what is put afterwards makes it anew. */
    void remove(GroupId id) {
        removed.put(id, group(id).epoch());
        offsets.remove(id);
        groups.remove(id);
        resets.remove(id);
    }

    /**
     * Groups that are not what they were. One that was joined and left between two transactions is
     * stored, too: its epochs have been told.
     */
    private Set<GroupId> touched() {
        Set<GroupId> touched = new HashSet<>(groups.keySet());
        touched.removeIf(id -> isNew(id) && group(id).equals(before(id).group()));
        touched.addAll(offsets.keySet());
        touched.addAll(resets.keySet());
        return touched;
    }

    ShardBatch batch() {
        List<GroupChange> changes = new ArrayList<>();
        for (GroupId id : touched()) {
            Group before = before(id).group();
            Group after = group(id);
            if (isNew(id) || !isStoredAlike(before, after)) {
                changes.add(new GroupChange(id, before, after, isNew(id)));
            }
        }
        return new ShardBatch(removed.keySet(), changes, offsets, resets);
    }

    /** The target is not stored (ADR 17). */
    private static boolean isStoredAlike(Group before, Group after) {
        return before.epoch() == after.epoch()
                && before.assignor() == after.assignor()
                && before.members().equals(after.members());
    }

    /** The shard when this draft is committed. */
    Map<GroupId, GroupState> result() {
        Map<GroupId, GroupState> result = new HashMap<>(committed);
        removed.keySet().forEach(result::remove);
        for (GroupId id : touched()) {
            result.put(id, new GroupState(group(id), offsets(id), lastReset(id)));
        }
        return Map.copyOf(result);
    }

    Map<PartitionId, CommittedOffset> offsets(GroupId id) {
        Map<PartitionId, Optional<CommittedOffset>> changed = offsets.get(id);
        if (changed == null) {
            return before(id).offsets();
        }
        Map<PartitionId, CommittedOffset> all = new HashMap<>(before(id).offsets());
        changed.forEach(
                (partition, offset) ->
                        offset.ifPresentOrElse(
                                now -> all.put(partition, now), () -> all.remove(partition)));
        return all;
    }
}
