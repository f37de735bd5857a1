package io.millrace.coordinator.shard;

import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one transaction writes of a shard: all that has come together while the last was written.
 *
 * @param removed groups that go with their offsets, before anything else is written
 * @param changed groups of which anything that is stored is not what it was
 * @param offsets empty for a partition in which nothing is committed any more
 * @param resets what can be undone from now on; empty if nothing can any more
 */
public record ShardBatch(
        Set<GroupId> removed,
        List<GroupChange> changed,
        Map<GroupId, Map<PartitionId, Optional<CommittedOffset>>> offsets,
        Map<GroupId, Optional<LastReset>> resets) {

    public ShardBatch {
        removed = Set.copyOf(removed);
        changed = List.copyOf(changed);
        offsets = Map.copyOf(offsets);
        resets = Map.copyOf(resets);
    }

    /**
     * @param isNew whether the database does not have it
     */
    public record GroupChange(GroupId id, Group before, Group after, boolean isNew) {}

    public boolean isEmpty() {
        return removed.isEmpty() && changed.isEmpty() && offsets.isEmpty() && resets.isEmpty();
    }
}
