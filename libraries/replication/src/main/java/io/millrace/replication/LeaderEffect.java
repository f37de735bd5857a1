package io.millrace.replication;

/** What the leader of a partition must do next, in the order given. */
public sealed interface LeaderEffect {

    /** Append the control batch EPOCH_START with these values as the first batch of the epoch. */
    record AppendEpochStart(int leaderEpoch, long brokerEpoch, boolean unclean)
            implements LeaderEffect {}

    /**
     * Answer every append with {@link Acks#LEADER} whose last offset is below {@code durableEnd}.
     */
    record AnswerLeaderAcks(long durableEnd) implements LeaderEffect {}

    /**
     * Publish the high watermark; answer every append with {@link Acks#ALL} and every duplicate
     * whose last offset is below it; wake readers that wait for it.
     */
    record RaiseHighWatermark(long highWatermark) implements LeaderEffect {}

    /** Ask the controller for this in-sync set; again with the next tick until it is decided. */
    record ProposeIsr(IsrProposal proposal) implements LeaderEffect {}

    /**
     * Tell the controller that a replica has less than it had once made durable: its disk has lost
     * records, whatever it says itself (5.4, rule 7).
     */
    record DenounceReplica(int replica, long brokerEpoch) implements LeaderEffect {}

    /**
     * Ask the controller for another leader: nothing was committed here for {@code
     * replica.lag.time.max}, though there is something to commit.
     */
    record Resign() implements LeaderEffect {}
}
