package io.millrace.replication;

import io.millrace.replication.EpochHistory.EpochEnd;

/** What can happen to a follower. Each says in which reign: late answers of others are void. */
public sealed interface FollowerEvent {

    int leaderEpoch();

    /**
     * What the leader gave is in the log, not necessarily durable.
     *
     * @param logEnd where the log ends now; as before if the leader had nothing more
     * @param lastEpoch leader epoch of the last batch in the log
     * @param highWatermark the leader's
     */
    record Appended(int leaderEpoch, long logEnd, int lastEpoch, long highWatermark)
            implements FollowerEvent {}

    /** The log is durable up to {@code durableEnd} (exclusive). */
    record Flushed(int leaderEpoch, long durableEnd) implements FollowerEvent {}

    /** The leader's log has another history: this is the end of the newest epoch it may share. */
    record Diverged(int leaderEpoch, EpochEnd end) implements FollowerEvent {}

    /** The leader no longer has what comes next. */
    record BelowLogStart(int leaderEpoch, long logStart) implements FollowerEvent {}
}
