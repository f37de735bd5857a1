package io.millrace.replication;

/** What a leader answers to a follower's fetch (rule R3). */
public sealed interface FetchVerdict {

    /** The follower's log is a prefix of the leader's: give what comes next. */
    record Serve() implements FetchVerdict {
        static final Serve INSTANCE = new Serve();
    }

    /** The logs part: truncate to the end of this epoch, as far as it is there, and ask again. */
    record Diverging(EpochHistory.EpochEnd end) implements FetchVerdict {}

    /** What the follower lacks is no longer there: begin anew at the leader's log start. */
    record BelowLogStart(long logStart) implements FetchVerdict {}

    /** Nothing was learned of the follower. */
    record Refused(Reason why) implements FetchVerdict {}

    enum Reason {
        /** The follower is behind: newer metadata is on its way to it. */
        FENCED_LEADER_EPOCH,
        /** The leader is behind: ask again, it will hear of its end. */
        UNKNOWN_LEADER_EPOCH,
        /** A newer registration of this broker has already fetched. */
        STALE_BROKER_EPOCH,
        /** The broker has no replica of this partition. */
        NOT_A_REPLICA
    }
}
