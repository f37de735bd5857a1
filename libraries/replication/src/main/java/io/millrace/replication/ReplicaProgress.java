package io.millrace.replication;

/**
 * How far one replica is known to be, learned in the present leader epoch.
 *
 * @param flushed its durable end offset: every record below it survives a power cut there
 * @param logEnd its log end offset, durable or not; never below {@code flushed}
 * @param brokerEpoch the registration of the broker that said so: a restarted replica is another
 *     one
 */
public record ReplicaProgress(long flushed, long logEnd, long brokerEpoch) {

    public ReplicaProgress {
        if (flushed < 0 || flushed > logEnd) {
            throw new IllegalStateException(
                    "flushed " + flushed + " is not within the log that ends at " + logEnd);
        }
    }

    ReplicaProgress appendedTo(long newLogEnd) {
        if (newLogEnd < logEnd) {
            throw new IllegalStateException(
                    "the leader's log went back from " + logEnd + " to " + newLogEnd);
        }
        return new ReplicaProgress(flushed, newLogEnd, brokerEpoch);
    }

    ReplicaProgress flushedTo(long durableEnd) {
        return new ReplicaProgress(durableEnd, logEnd, brokerEpoch);
    }
}
