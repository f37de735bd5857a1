package io.millrace.replication;

/**
 * The leader's own log.
 *
 * @param logEnd where it ends, durable or not
 * @param flushed every record below survives a power cut; never above {@code logEnd}
 */
public record OwnLog(long logEnd, long flushed) {

    public OwnLog {
        if (flushed < 0 || flushed > logEnd) {
            throw new IllegalStateException(
                    "flushed " + flushed + " is not within the log that ends at " + logEnd);
        }
    }

    OwnLog appendedTo(long newLogEnd) {
        if (newLogEnd < logEnd) {
            throw new IllegalStateException(
                    "the leader's log went back from " + logEnd + " to " + newLogEnd);
        }
        return new OwnLog(newLogEnd, flushed);
    }

    OwnLog flushedTo(long durableEnd) {
        return new OwnLog(logEnd, Math.max(flushed, durableEnd));
    }
}
