package io.millrace.broker.http.json;

import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record as a client sent it. Key and value are slices of what was sent where that needs no
 * decoding, so they live as long as those bytes stay untouched.
 *
 * @param key null = none
 * @param value null = tombstone
 * @param partition {@link #UNSET} = the partitioner chooses
 * @param timestampMs epoch milliseconds; {@link #UNSET} = now
 * @param id what the client calls it, for the receipt
 */
public record Envelope(
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers,
        int partition,
        long timestampMs,
        Optional<String> id) {
    public static final int UNSET = -1;

    /** Bytes of key, value and headers, without what the batch format adds. */
    public long payloadBytes() {
        long bytes = (key == null ? 0 : key.remaining()) + (value == null ? 0L : value.remaining());
        for (RecordHeader header : headers) {
            byte[] content = header.value();
            bytes += header.name().length() + (content == null ? 0 : content.length);
        }
        return bytes;
    }
}
