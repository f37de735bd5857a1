package io.millrace.broker.http.json;

import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** How a value can be shown within JSON without changing a byte of it. */
public enum ValueShape {
    JSON,
    TEXT,
    BINARY;

    public static final String CONTENT_TYPE = "content-type";

    /** The shape of a value; {@link #JSON} only if its bytes are exactly one JSON text. */
    public static ValueShape of(String contentType, byte[] bytes, int from, int length) {
        int to = from + length;
        if ((contentType.isEmpty() || isJson(contentType)) && JsonText.isOne(bytes, from, to)) {
            return JSON;
        }
        return isBinary(contentType) || !Utf8.isValid(bytes, from, to) ? BINARY : TEXT;
    }

    /** The record's own content type, else the topic's; empty if neither has one. */
    public static String contentType(List<RecordHeader> headers, String topicContentType) {
        for (int i = 0; i < headers.size(); i++) {
            RecordHeader header = headers.get(i);
            byte[] value = header.value();
            if (value != null && header.name().equalsIgnoreCase(CONTENT_TYPE)) {
                return new String(value, StandardCharsets.UTF_8);
            }
        }
        return topicContentType;
    }

    /** Whether a media type is JSON or built on it, whatever its parameters. */
    public static boolean isJson(String contentType) {
        String type = essence(contentType);
        return type.equals("application/json")
                || type.endsWith("+json")
                || type.equals("text/json");
    }

    private static boolean isBinary(String contentType) {
        String type = essence(contentType);
        return type.startsWith("image/")
                || type.startsWith("audio/")
                || type.startsWith("video/")
                || type.startsWith("font/")
                || type.equals("application/octet-stream");
    }

    private static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** An array in which the buffer's bytes are, from {@link #startOf} on. */
    @SuppressWarnings("ByteBufferBackingArray") // startOf uses the array's offset.
    static byte[] bytesOf(ByteBuffer buffer) {
        if (buffer.hasArray()) {
            return buffer.array();
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }

    static int startOf(ByteBuffer buffer) {
        return buffer.hasArray() ? buffer.arrayOffset() + buffer.position() : 0;
    }
}
