package io.millrace.broker.partition;

/**
 * How much may wait to be appended.
 *
 * @param bytesMax bytes of batches that are not yet in the log, at least 1
 * @param requestsMax requests that are not yet answered, at least 1
 */
public record QueueLimits(long bytesMax, int requestsMax) {
    public QueueLimits {
        if (bytesMax < 1 || requestsMax < 1) {
            throw new IllegalArgumentException(
                    "a queue of "
                            + bytesMax
                            + " bytes and "
                            + requestsMax
                            + " requests is no queue");
        }
    }
}
