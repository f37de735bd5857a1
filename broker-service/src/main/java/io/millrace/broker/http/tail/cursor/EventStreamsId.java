package io.millrace.broker.http.tail.cursor;

import io.millrace.protocol.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The `id:` of Wikimedia EventStreams: a JSON array of {"topic", "partition", "offset" |
 * "timestamp"}. Read here; {@link io.millrace.broker.http.tail.cursor.EventStreamsPosition} tells
 * what the members mean.
 */
public final class EventStreamsId {
    private static final JsonMapper JSON = JsonMapper.shared();

    private EventStreamsId() {}

    /** Reads an id; says in the exception what is wrong with it. */
    public static List<EventStreamsPosition> parse(String text) {
        if (text.length() > Cursor.LENGTH_MAX) {
            throw new InvalidCursorException("longer than " + Cursor.LENGTH_MAX + " characters");
        }
        JsonNode root = tree(text);
        if (!root.isArray() || root.isEmpty()) {
            throw new InvalidCursorException("not a JSON array of positions");
        }
        List<EventStreamsPosition> positions = new ArrayList<>();
        for (JsonNode entry : root) {
            positions.add(position(entry));
        }
        return positions;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidCursorException("not JSON");
        }
    }

    private static EventStreamsPosition position(JsonNode entry) {
        JsonNode topic = entry.path("topic");
        JsonNode partition = entry.path("partition");
        if (!topic.isString() || !partition.canConvertToInt()) {
            throw new InvalidCursorException("a position needs a topic and a partition");
        }
        try {
            return new EventStreamsPosition(
                    new TopicName(topic.stringValue()),
                    partition.intValue(),
                    number(entry.path("offset")),
                    number(entry.path("timestamp")));
        } catch (IllegalArgumentException e) {
            throw new InvalidCursorException(String.valueOf(e.getMessage()));
        }
    }

    private static OptionalLong number(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong()
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }
}
