package io.millrace.broker.http.tail;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.JsonText;
import io.millrace.broker.http.json.Timestamps;
import io.millrace.broker.http.json.ValueShape;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as CloudEvents 1.0 in JSON, by the CloudEvents Kafka binding: in structured mode the
 * value is the event, in binary mode its attributes are headers `ce_*`. A record that is neither
 * becomes an event of type `io.millrace.record`.
 */
final class CloudEventJson {
    static final String PREFIX = "ce_";
    static final String STRUCTURED = "application/cloudevents+json";

    private CloudEventJson() {}

    static byte[] render(TailPosition at, TailRecord record) {
        String contentType =
                ValueShape.contentType(record.headers(), at.topic().config().contentType());
        byte[] value = record.value();
        if (value != null && isStructured(contentType, value)) {
            return new JsonBytes(value.length).singleLine(value, 0, value.length).toByteArray();
        }
        Map<String, String> attributes = attributes(record);
        if (!attributes.containsKey("specversion")) {
            attributes = made(at, record);
        }
        if (!contentType.isEmpty()) {
            attributes.put("datacontenttype", contentType);
        }
        JsonBytes out = new JsonBytes(256 + (value == null ? 0 : value.length * 2));
        char separator = '{';
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            out.raw(separator).string(attribute.getKey()).raw(':').string(attribute.getValue());
            separator = ',';
        }
        if (value != null) {
            data(out, contentType, value);
        }
        return out.raw('}').toByteArray();
    }

    static boolean isStructured(String contentType, byte[] value) {
        return contentType.toLowerCase(Locale.ROOT).startsWith(STRUCTURED)
                && JsonText.isOne(value, 0, value.length);
    }

    private static void data(JsonBytes out, String contentType, byte[] value) {
        switch (ValueShape.of(contentType, value, 0, value.length)) {
            case JSON -> out.raw(ascii(",\"data\":")).singleLine(value, 0, value.length);
            case TEXT -> out.raw(ascii(",\"data\":")).string(value, 0, value.length);
            case BINARY -> out.raw(ascii(",\"data_base64\":")).base64(ByteBuffer.wrap(value));
        }
    }

    /** Those of binary mode; of an attribute that comes twice the first counts. */
    private static Map<String, String> attributes(TailRecord record) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (RecordHeader header : record.headers()) {
            byte[] text = header.value();
            if (text != null && header.name().startsWith(PREFIX)) {
                attributes.putIfAbsent(header.name().substring(PREFIX.length()), utf8(text));
            }
        }
        return attributes;
    }

    private static Map<String, String> made(TailPosition at, TailRecord record) {
        String topic = at.topic().name().value();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", topic + "-" + at.index() + "-" + record.offset());
        attributes.put("source", "/v1/topics/" + topic);
        attributes.put("type", "io.millrace.record");
        attributes.put("time", Timestamps.format(record.timestamp()));
        byte[] key = record.key();
        if (key != null) {
            attributes.put("partitionkey", utf8(key));
        }
        return attributes;
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The type of the event that a record holds; null if it holds none. */
    static @Nullable String type(TailRecord record) {
        return attributes(record).get("type");
    }
}
