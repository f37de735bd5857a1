package io.millrace.replication;

/** Where the leader epochs of a log end. An immutable snapshot of one log. */
public interface EpochHistory {

    /**
     * The end of an epoch in this log.
     *
     * @param epoch −1 for "before the first"
     * @param endOffset exclusive: where the next epoch begins, or the log ends
     */
    record EpochEnd(int epoch, long endOffset) {}

    /**
     * The largest epoch in the log that is not above {@code epoch}, and its end. If there is none,
     * epoch −1 and the start of the log.
     */
    EpochEnd endOf(int epoch);
}
