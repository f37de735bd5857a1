package io.millrace.broker.http.tail.cursor;

import io.millrace.protocol.TopicName;
import java.util.OptionalLong;

/**
 * One entry of an EventStreams id.
 *
 * @param topic its topic
 * @param partition index of the partition, from 0
 * @param offset the next offset wanted, or -1 for the end of the partition
 * @param timestamp the record time to start at, in epoch milliseconds; looked at only when there is
 *     no offset
 */
public record EventStreamsPosition(
        TopicName topic, int partition, OptionalLong offset, OptionalLong timestamp) {
    /** As an offset: start at the end. */
    public static final long LATEST = -1;

    public EventStreamsPosition {
        if (partition < 0 || offset.orElse(0) < LATEST) {
            throw new IllegalArgumentException("negative partition or offset");
        }
        if (offset.isEmpty() && timestamp.isEmpty()) {
            throw new IllegalArgumentException("neither offset nor timestamp");
        }
    }
}
