package io.millrace.protocol.replica;

import io.millrace.protocol.PartitionId;

/**
 * Where a follower is in one partition (replication.md 5.2, R2).
 *
 * @param leaderEpoch the epoch in which it follows
 * @param lastEpoch leader epoch of the last batch in its log; −1 if that is empty
 * @param logEnd where its log ends, and it wants to go on
 * @param flushed its durable end offset
 */
public record ReplicaPosition(
        PartitionId partition, int leaderEpoch, int lastEpoch, long logEnd, long flushed) {}
