package io.millrace.replication;

/**
 * How far a replica is known to be, learned in the present leader epoch.
 *
 * @param flushed its durable end offset: every record below it survives a power cut there
 * @param logEnd its log end offset, durable or not; never below {@code flushed}
 * @param brokerEpoch the registration of the broker that said so: a restarted replica is another
 *     one
 * @param heardMs when it last fetched
 * @param caughtUpMs when it last had all that the leader had
 * @param endWhenHeard where the leader's log ended when it last fetched
 */
public record ReplicaProgress(
        long flushed,
        long logEnd,
        long brokerEpoch,
        long heardMs,
        long caughtUpMs,
        long endWhenHeard) {

    /**
     * After a fetch. A replica that now has what the leader had at its last fetch was caught up
     * then: else a leader that is written to all the time would find nobody in sync.
     */
    static ReplicaProgress after(
            ReplicaProgress before, FollowerFetch fetch, long leaderEnd, long heardMs) {
        long caughtUp = before.caughtUpMs();
        if (fetch.logEnd() >= leaderEnd) {
            caughtUp = Math.max(caughtUp, heardMs);
        } else if (fetch.logEnd() >= before.endWhenHeard()) {
            caughtUp = Math.max(caughtUp, before.heardMs());
        }
        return new ReplicaProgress(
                fetch.flushed(),
                fetch.logEnd(),
                fetch.brokerEpoch(),
                Math.max(before.heardMs(), heardMs),
                caughtUp,
                leaderEnd);
    }

    /** Of a replica that was not yet heard in an epoch which began at {@code startMs}. */
    static ReplicaProgress unheard(long startMs) {
        return new ReplicaProgress(0, 0, -1, startMs, startMs, Long.MAX_VALUE);
    }

    boolean isHeard() {
        return brokerEpoch >= 0;
    }
}
