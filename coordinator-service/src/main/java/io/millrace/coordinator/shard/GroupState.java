package io.millrace.coordinator.shard;

import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.Optional;

/**
 * A group and where it goes on, as committed.
 *
 * @param lastReset what can be undone of it
 */
public record GroupState(
        Group group, Map<PartitionId, CommittedOffset> offsets, Optional<LastReset> lastReset) {
    public static final GroupState NEW = new GroupState(Group.NEW, Map.of(), Optional.empty());

    public GroupState {
        offsets = Map.copyOf(offsets);
    }
}
