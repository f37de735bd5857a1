package io.millrace.coordinator.shard;

/**
 * One ownership of one shard: what each write proves.
 *
 * @param owner a process
 * @param epoch larger for every later owner
 */
public record ShardClaim(int shard, String owner, long epoch) {}
