package io.millrace.client;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.batch.RecordHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read. The arrays are its own.
 *
 * @param timestamp milliseconds since 1970
 * @param value null is a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
public record ConsumedRecord(
        TopicName topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {}
