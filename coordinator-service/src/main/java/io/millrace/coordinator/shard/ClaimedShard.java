package io.millrace.coordinator.shard;

import io.millrace.protocol.group.GroupId;
import java.util.Map;

/**
 * A shard as its new owner finds it.
 *
 * @param version the number of writes that there ever were
 */
public record ClaimedShard(ShardClaim claim, long version, Map<GroupId, GroupState> groups) {
    public ClaimedShard {
        groups = Map.copyOf(groups);
    }
}
