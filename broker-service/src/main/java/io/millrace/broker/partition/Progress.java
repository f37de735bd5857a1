package io.millrace.broker.partition;

import java.util.Map;

/**
 * How far the replicas of a partition are, as its leader knows it.
 *
 * @param logEnd end (exclusive) of the leader's log, committed or not
 * @param followerLag broker id → how many offsets of it are not on that follower's disk yet;
 *     without those that were not heard in this leader epoch
 */
public record Progress(long logEnd, Map<Integer, Long> followerLag) {
    public Progress {
        followerLag = Map.copyOf(followerLag);
    }
}
