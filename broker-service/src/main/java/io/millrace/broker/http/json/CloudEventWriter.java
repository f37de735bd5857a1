package io.millrace.broker.http.json;

import io.millrace.protocol.batch.RecordCursor;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as CloudEvents 1.0 in JSON: those in structured mode as they are, those in binary
 * mode from their headers, all others as events of type {@code io.millrace.record}.
 */
public final class CloudEventWriter {
    private static final byte[] DATA = JsonBytes.ascii(",\"data\":");
    private static final byte[] DATA_BASE64 = JsonBytes.ascii(",\"data_base64\":");

    private final String topic;
    private final int partition;
    private final String topicContentType;

    public CloudEventWriter(String topic, int partition, String topicContentType) {
        this.topic = topic;
        this.partition = partition;
        this.topicContentType = topicContentType;
    }

    /** Appends the cursor's present record as one JSON object on one line. */
    public void write(JsonBytes out, RecordCursor at) {
        write(out, at.offset(), at.timestamp(), at.keyBytes(), at.value(), at.headers());
    }

    /** Appends one JSON object on one line. */
    public void write(
            JsonBytes out,
            long offset,
            long timestampMs,
            byte @Nullable [] key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        byte[] bytes = value == null ? new byte[0] : ValueShape.bytesOf(value);
        int from = value == null ? 0 : ValueShape.startOf(value);
        int length = value == null ? 0 : value.remaining();
        String contentType = ValueShape.contentType(headers, topicContentType);
        ValueShape shape = ValueShape.of(contentType, bytes, from, length);
        if (contentType.startsWith("application/cloudevents+json") && shape == ValueShape.JSON) {
            out.singleLine(bytes, from, length);
            return;
        }
        Map<String, String> attributes = attributes(headers);
        if (CloudEventReader.objection(attributes).isPresent()) {
            attributes = made(offset, timestampMs, key);
        }
        if (!contentType.isEmpty()) {
            attributes.put("datacontenttype", contentType);
        }
        char separator = '{';
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            out.raw(separator).string(attribute.getKey()).raw(':').string(attribute.getValue());
            separator = ',';
        }
        if (value != null) {
            switch (shape) {
                case JSON -> out.raw(DATA).singleLine(bytes, from, length);
                case TEXT -> out.raw(DATA).string(bytes, from, length);
                case BINARY -> out.raw(DATA_BASE64).base64(value);
            }
        }
        out.raw('}');
    }

    private static Map<String, String> attributes(List<RecordHeader> headers) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (RecordHeader header : headers) {
            byte[] value = header.value();
            String prefix = CloudEventReader.HEADER_PREFIX;
            if (value != null && header.name().startsWith(prefix)) {
                attributes.putIfAbsent(
                        header.name().substring(prefix.length()),
                        new String(value, StandardCharsets.UTF_8));
            }
        }
        return attributes;
    }

    private Map<String, String> made(long offset, long timestampMs, byte @Nullable [] key) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", topic + "-" + partition + "-" + offset);
        attributes.put("source", "/v1/topics/" + topic);
        attributes.put("type", "io.millrace.record");
        attributes.put("time", Timestamps.format(timestampMs));
        if (key != null && Utf8.isValid(key, 0, key.length)) {
            attributes.put("partitionkey", new String(key, StandardCharsets.UTF_8));
        }
        return attributes;
    }
}
