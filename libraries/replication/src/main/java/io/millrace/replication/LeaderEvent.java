package io.millrace.replication;

/** What can happen to the leader of a partition. Fetches of followers will be a further case. */
public sealed interface LeaderEvent {

    /**
     * The leader's own log now ends at {@code logEnd} (exclusive); nothing of it need be durable.
     */
    record Appended(long logEnd) implements LeaderEvent {}

    /** The leader's own log is durable up to {@code durableEnd} (exclusive). */
    record Flushed(long durableEnd) implements LeaderEvent {}

    /** The controller has committed, or the leader has proposed, another in-sync set. */
    record ViewChanged(IsrView view) implements LeaderEvent {}
}
