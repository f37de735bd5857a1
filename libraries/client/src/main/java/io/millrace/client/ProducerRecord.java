package io.millrace.client;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.batch.RecordHeader;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A record to send. The arrays are shared until send returns: nobody writes to them meanwhile.
 *
 * @param partition by the key if empty; without a key, one partition after the other
 * @param timestamp milliseconds since 1970; the time of sending if empty
 * @param value null is a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
public record ProducerRecord(
        TopicName topic,
        OptionalInt partition,
        OptionalLong timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {
    public ProducerRecord(TopicName topic, byte @Nullable [] key, byte @Nullable [] value) {
        this(topic, OptionalInt.empty(), OptionalLong.empty(), key, value, List.of());
    }

    public ProducerRecord(
            TopicName topic, int partition, byte @Nullable [] key, byte @Nullable [] value) {
        this(topic, OptionalInt.of(partition), OptionalLong.empty(), key, value, List.of());
    }

    /** No fewer bytes than the record takes in a batch. */
    int sizeUpperBound() {
        int size = 40 + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        for (RecordHeader header : headers) {
            byte[] content = header.value();
            size += 10 + 3 * header.name().length() + (content == null ? 0 : content.length);
        }
        return size;
    }
}
