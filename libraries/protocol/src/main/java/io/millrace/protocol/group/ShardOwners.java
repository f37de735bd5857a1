package io.millrace.protocol.group;

import java.util.List;

/** Who answers for which groups, as far as a coordinator knows. */
public record ShardOwners(List<ShardOwner> owners) {
    public ShardOwners {
        owners = List.copyOf(owners);
    }

    /**
     * @param url of the coordinator
     * @param shardEpoch larger for every later owner of the shard
     */
    public record ShardOwner(int shard, String url, long shardEpoch) {}
}
