package io.millrace.protocol.group;

import java.util.List;

/** The groups of those shards that a coordinator owns. */
public record ShardLists(List<ShardList> shards) {
    public ShardLists {
        shards = List.copyOf(shards);
    }

    /**
     * @param shardEpoch of the owner that says so; what an earlier one says does not count
     * @param matching how many groups are meant, before a page's beginning and after its end too
     * @param groups the first of them, in order of their names
     */
    public record ShardList(int shard, long shardEpoch, int matching, List<GroupSummary> groups) {
        public ShardList {
            groups = List.copyOf(groups);
        }
    }
}
