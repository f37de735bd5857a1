package io.millrace.coordinator.shard;

import java.util.Map;

/**
 * What the database says of shards and of those who could own them.
 *
 * @param owners shard → the last that has claimed it; shards that nobody ever has are missing
 * @param coordinators each one that has said lately that it lives → how often it has
 * @param metadataVersion of the topics that groups read
 * @param safeMode whether nothing may be changed, since the database has lost something
 */
public record ShardSight(
        Map<Integer, Owner> owners,
        Map<String, Long> coordinators,
        long metadataVersion,
        boolean safeMode) {
    public ShardSight {
        owners = Map.copyOf(owners);
        coordinators = Map.copyOf(coordinators);
    }

    /**
     * @param id of its process
     * @param url where it answers
     */
    public record Owner(String id, String url, long shardEpoch) {}
}
