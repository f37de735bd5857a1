package io.millrace.coordinator.shard;

import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * Where shards are kept (replication protocol, 6; ADR 18). Any thread. Each shard has one owner at
 * a time, the last that has claimed it; nobody else's writes get in, nor those of an owner that
 * takes the shard for what it is not.
 *
 * <p>A call fails with one of the exceptions of {@code io.millrace.coordinator.database}: fenced;
 * not committed; or it is unknown whether it was.
 */
public interface ShardStore {

    /** Becomes the owner: waits for writes that are under way, and locks out all later ones. */
    List<ClaimedShard> claim(Set<Integer> shards, String owner, String url);

    /**
     * Writes what has changed. Fails as fenced when somebody else has claimed the shard, or it is
     * another one than the writer knows.
     *
     * @param version that the writer knows; one higher when this has been written
     */
    void write(ShardClaim claim, long version, ShardBatch batch);

    /** Looks whether the shard is still what its owner takes it for; fails as fenced if not. */
    void prove(ShardClaim claim, long version);

    /** Who owns which shard, and who could. */
    ShardSight look();

    /** All topics, for assignors. */
    SortedMap<TopicId, TopicPlaces> topics();
}
