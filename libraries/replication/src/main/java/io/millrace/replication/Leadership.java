package io.millrace.replication;

/**
 * What a broker knows at the moment in which it becomes leader (rule R1).
 *
 * @param self its own broker id, a member of the ISR
 * @param brokerEpoch its present registration
 * @param leaderEpoch the new epoch, greater than every epoch in its log
 * @param logEnd end of its log, <em>fsynced before this is said</em>
 * @param knownHighWatermark what it knew to be committed, from its checkpoint or as a follower
 * @param unclean whether it was elected from outside the ISR with the operator's consent
 * @param nowMs of a clock that never goes back
 * @param lagMaxMs {@code replica.lag.time.max}: a follower that was not caught up for so long is
 *     out of sync
 */
public record Leadership(
        int self,
        long brokerEpoch,
        int leaderEpoch,
        long logEnd,
        long knownHighWatermark,
        IsrView view,
        boolean unclean,
        long nowMs,
        long lagMaxMs) {

    public Leadership {
        if (knownHighWatermark < 0 || knownHighWatermark > logEnd) {
            throw new IllegalArgumentException(
                    "high watermark "
                            + knownHighWatermark
                            + " is outside a log that ends at "
                            + logEnd);
        }
        if (!view.isr().containsKey(self)) {
            throw new IllegalArgumentException(
                    "leader " + self + " is not in its ISR " + view.isr());
        }
    }
}
