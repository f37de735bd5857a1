package io.millrace.coordinator.shard;

import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.protocol.PartitionId;
import java.util.Map;

/** A group and where it goes on, as committed. */
public record GroupState(Group group, Map<PartitionId, CommittedOffset> offsets) {
    public static final GroupState NEW = new GroupState(Group.NEW, Map.of());

    public GroupState {
        offsets = Map.copyOf(offsets);
    }
}
