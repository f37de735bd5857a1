package io.millrace.replication;

/**
 * What can happen to the leader of a partition. Times are milliseconds of a clock that never goes
 * back.
 */
public sealed interface LeaderEvent {

    /**
     * The leader's own log now ends at {@code logEnd} (exclusive); nothing of it need be durable.
     */
    record Appended(long logEnd) implements LeaderEvent {}

    /** The leader's own log is durable up to {@code durableEnd} (exclusive). */
    record Flushed(long durableEnd) implements LeaderEvent {}

    /**
     * A follower has fetched, and its log is a prefix of the leader's. The same position may be
     * told again: the follower was there at that time, too.
     *
     * @param heardMs when it was heard, not later than now
     */
    record Fetched(FollowerFetch fetch, long heardMs) implements LeaderEvent {}

    /** The controller has committed another view of the partition. */
    record ViewChanged(IsrView view, long nowMs) implements LeaderEvent {}

    /**
     * The controller will not accept a proposal, though nothing newer was committed: a broker in it
     * has registered again, say.
     */
    record ProposalRefused(IsrProposal proposal, long nowMs) implements LeaderEvent {}

    /** Time has passed. */
    record Tick(long nowMs) implements LeaderEvent {}
}
