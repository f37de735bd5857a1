package io.millrace.broker.partition;

import io.millrace.replication.EpochHistory.EpochEnd;
import java.nio.ByteBuffer;

/** What a leader has answered to a follower's fetch, in the epoch that the fetch was of. */
public sealed interface LeaderAnswer {

    int leaderEpoch();

    /**
     * @param batches what comes next in the log; may be empty
     */
    record Records(int leaderEpoch, ByteBuffer batches, long logStart, long highWatermark)
            implements LeaderAnswer {}

    record Diverging(int leaderEpoch, EpochEnd end) implements LeaderAnswer {}

    record BelowLogStart(int leaderEpoch, long logStart) implements LeaderAnswer {}
}
