package io.millrace.replication;

/**
 * What a follower says of itself when it asks its leader for more (rule R2).
 *
 * @param replica its broker id
 * @param brokerEpoch its present registration
 * @param leaderEpoch the epoch in which it follows
 * @param lastEpoch leader epoch of the last batch in its log; −1 if that is empty
 * @param logEnd where its log ends, and it wants to go on
 * @param flushed its durable end offset: what lies below survives a power cut there
 */
public record FollowerFetch(
        int replica, long brokerEpoch, int leaderEpoch, int lastEpoch, long logEnd, long flushed) {

    public FollowerFetch {
        if (flushed < 0 || flushed > logEnd) {
            throw new IllegalArgumentException(
                    "flushed " + flushed + " is not within the log that ends at " + logEnd);
        }
    }
}
