package io.millrace.protocol.facts;

import io.millrace.protocol.PartitionId;
import java.util.Map;

/**
 * A partition's log as its leader sees it.
 *
 * @param logEndOffset end of the leader's log, committed or not
 * @param followerLag broker id → how many offsets of it are not on that follower's disk yet;
 *     without those that this leader has not heard
 * @param recordCountMax at most so many records are in it
 * @param failed whether the log refuses work
 */
public record PartitionFacts(
        PartitionId partition,
        long logStartOffset,
        long highWatermark,
        long logEndOffset,
        Map<Integer, Long> followerLag,
        long recordCountMax,
        long sizeBytes,
        boolean failed) {
    public PartitionFacts {
        followerLag = Map.copyOf(followerLag);
    }
}
