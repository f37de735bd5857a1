package io.millrace.protocol.replica;

import io.millrace.protocol.PartitionId;
import java.nio.ByteBuffer;

/** What a leader has for one partition, in answer to the follower's newest position. */
public sealed interface ReplicaAnswer {

    PartitionId partition();

    int leaderEpoch();

    /**
     * What comes next.
     *
     * @param batches whole record batches; may be empty
     */
    record Records(
            PartitionId partition,
            int leaderEpoch,
            long logStart,
            long highWatermark,
            ByteBuffer batches)
            implements ReplicaAnswer {}

    /**
     * The follower's log is no prefix of the leader's.
     *
     * @param epoch the newest that they may share
     * @param endOffset where it ends in the leader's log
     */
    record Diverging(PartitionId partition, int leaderEpoch, int epoch, long endOffset)
            implements ReplicaAnswer {}

    /** What comes next is no longer there. */
    record BelowLogStart(PartitionId partition, int leaderEpoch, long logStart)
            implements ReplicaAnswer {}

    /** Not now: the epochs differ, or the broker has no such replica; ask again a little later. */
    record Refused(PartitionId partition, int leaderEpoch) implements ReplicaAnswer {}
}
