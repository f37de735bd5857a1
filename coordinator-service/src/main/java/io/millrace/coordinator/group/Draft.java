package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
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
    private final Group fresh;
    private final Map<GroupId, Group> groups = new LinkedHashMap<>();
    private final Map<GroupId, Map<PartitionId, CommittedOffset>> offsets = new HashMap<>();
    private final Set<GroupId> removed = new HashSet<>();

    /**
     * @param version how often the shard was written before
     */
    Draft(Map<GroupId, GroupState> committed, long version) {
        this.committed = committed;
        this.fresh = Group.startingAt(Shards.epochAt(version));
    }

    /** What was there before this draft. */
    Map<GroupId, GroupState> committed() {
        return committed;
    }

    private boolean isNew(GroupId id) {
        return removed.contains(id) || !committed.containsKey(id);
    }

    private GroupState before(GroupId id) {
        GroupState known = removed.contains(id) ? null : committed.get(id);
        return known != null ? known : new GroupState(fresh, Map.of());
    }

    /** One that does not exist is new. */
    Group group(GroupId id) {
        Group changed = groups.get(id);
        return changed != null ? changed : before(id).group();
    }

    Optional<CommittedOffset> offset(GroupId id, PartitionId partition) {
        CommittedOffset changed = offsets.getOrDefault(id, Map.of()).get(partition);
        return Optional.ofNullable(changed != null ? changed : before(id).offsets().get(partition));
    }

    void put(GroupId id, Group group) {
        groups.put(id, group);
    }

    void commit(GroupId id, PartitionId partition, CommittedOffset offset) {
        offsets.computeIfAbsent(id, each -> new HashMap<>()).put(partition, offset);
    }

    /** With all its offsets; what is put afterwards makes it anew. */
    void remove(GroupId id) {
        removed.add(id);
        offsets.remove(id);
        groups.remove(id);
    }

    /** Groups that are not what they were; a new one has members or offsets. */
    private Set<GroupId> touched() {
        Set<GroupId> touched = new HashSet<>(groups.keySet());
        touched.removeIf(id -> isNew(id) && group(id).members().isEmpty());
        touched.addAll(offsets.keySet());
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
        return new ShardBatch(removed, changes, offsets);
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
        removed.forEach(result::remove);
        for (GroupId id : touched()) {
            result.put(id, new GroupState(group(id), offsetsOf(id)));
        }
        return Map.copyOf(result);
    }

    private Map<PartitionId, CommittedOffset> offsetsOf(GroupId id) {
        Map<PartitionId, CommittedOffset> changed = offsets.get(id);
        if (changed == null) {
            return before(id).offsets();
        }
        Map<PartitionId, CommittedOffset> all = new HashMap<>(before(id).offsets());
        all.putAll(changed);
        return all;
    }
}
