package io.millrace.broker.http.json;

import static io.millrace.broker.http.json.MalformedException.field;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/** Reads envelopes off a parser over bytes that are known to be valid UTF-8. Has one owner. */
final class EnvelopeReader {
    private static final int ID_LENGTH_MAX = 256;

    private final JsonParser parser;
    private final JsonStrings strings;

    private final Set<Part> seen = EnumSet.noneOf(Part.class);

    /**
     * @param from where in {@code bytes} the parser's offsets begin
     */
    EnvelopeReader(JsonParser parser, byte[] bytes, int from) {
        this.parser = parser;
        this.strings = new JsonStrings(parser, bytes, from);
    }

    /** Reads the object whose opening brace is the parser's token, up to its closing brace. */
    Envelope read() {
        seen.clear();
        ByteBuffer key = null;
        ByteBuffer value = null;
        List<RecordHeader> headers = List.of();
        int partition = Envelope.UNSET;
        long timestampMs = Envelope.UNSET;
        String id = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "key" -> key = once(Part.KEY, name, nullableText(token, name));
                case "key_base64" -> key = once(Part.KEY, name, strings.base64(token, name));
                case "key_json" -> key = once(Part.KEY, name, json(token));
                case "value" -> value = once(Part.VALUE, name, json(token));
                case "value_text" -> value = once(Part.VALUE, name, strings.text(token, name));
                case "value_base64" -> value = once(Part.VALUE, name, strings.base64(token, name));
                case "headers" -> headers = once(Part.HEADERS, name, headers(token));
                case "partition" -> partition = once(Part.PARTITION, name, partition(token));
                case "timestamp" -> timestampMs = once(Part.TIMESTAMP, name, timestamp(token));
                case "id" -> id = once(Part.ID, name, id(token));
                default -> throw MalformedException.unknownField(name);
            }
        }
        if (!seen.contains(Part.VALUE)) {
            throw field("value", "is missing; null makes a tombstone");
        }
        return new Envelope(key, value, headers, partition, timestampMs, Optional.ofNullable(id));
    }

    private enum Part {
        KEY("only one of key, key_base64 and key_json can be given, and once"),
        VALUE("only one of value, value_text and value_base64 can be given, and once"),
        HEADERS,
        PARTITION,
        TIMESTAMP,
        ID;

        private final String rule;

        Part() {
            this("can be given once");
        }

        Part(String rule) {
            this.rule = rule;
        }
    }

    private <T extends @Nullable Object> T once(Part part, String name, T value) {
        if (!seen.add(part)) {
            throw field(name, part.rule);
        }
        return value;
    }

    private @Nullable ByteBuffer nullableText(JsonToken token, String name) {
        return token == JsonToken.VALUE_NULL ? null : strings.text(token, name);
    }

    private @Nullable ByteBuffer json(JsonToken token) {
        return token == JsonToken.VALUE_NULL ? null : strings.asSent();
    }

    private List<RecordHeader> headers(JsonToken token) {
        List<RecordHeader> headers = new ArrayList<>();
        if (token == JsonToken.START_OBJECT) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                headers.add(new RecordHeader(wellFormed(name), headerText(parser.nextToken())));
            }
            return headers;
        }
        if (token != JsonToken.START_ARRAY) {
            throw field("headers", "must be an array of {name, value}, or an object");
        }
        for (JsonToken at = parser.nextToken();
                at != JsonToken.END_ARRAY;
                at = parser.nextToken()) {
            if (at != JsonToken.START_OBJECT) {
                throw field("headers", "must hold objects of the form {name, value}");
            }
            headers.add(header());
        }
        return headers;
    }

    private RecordHeader header() {
        String headerName = null;
        byte[] content = null;
        boolean valued = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            boolean isName = name.equals("name");
            if (isName ? headerName != null : valued) {
                throw field("headers", "need one name and one of value and value_base64 each");
            }
            switch (name) {
                case "name" -> headerName = wellFormed(strings.string(token, "headers.name"));
                case "value" -> content = headerText(token);
                case "value_base64" ->
                        content = bytes(strings.base64(token, "headers.value_base64"));
                default -> throw MalformedException.unknownField("headers." + name);
            }
            valued |= !isName;
        }
        if (headerName == null || !valued) {
            throw field("headers", "need a name and one of value and value_base64 each");
        }
        return new RecordHeader(headerName, content);
    }

    private byte @Nullable [] headerText(JsonToken token) {
        return token == JsonToken.VALUE_NULL ? null : bytes(strings.text(token, "headers.value"));
    }

    private static String wellFormed(String name) {
        if (Utf8.encode(name).isEmpty()) {
            throw field("headers.name", "has a lone surrogate");
        }
        return name;
    }

    private int partition(JsonToken token) {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT && parser.getIntValue() >= 0) {
                return parser.getIntValue();
            }
        } catch (InputCoercionException e) {
            // A number, but none that an int can hold.
        }
        throw field("partition", "must be an integer from 0");
    }

    private long timestamp(JsonToken token) {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT
                    && Timestamps.isAllowed(parser.getLongValue())) {
                return parser.getLongValue();
            }
        } catch (InputCoercionException e) {
            // A number, but none that a long can hold.
        }
        if (token == JsonToken.VALUE_STRING) {
            var parsed = Timestamps.parse(parser.getString());
            if (parsed.isPresent()) {
                return parsed.getAsLong();
            }
        }
        throw field(
                ErrorCode.INVALID_TIMESTAMP,
                "timestamp",
                "must be RFC 3339 or epoch milliseconds, from 1970 to 9999");
    }

    private String id(JsonToken token) {
        String id = strings.string(token, "id");
        if (id.length() > ID_LENGTH_MAX) {
            throw field("id", "must have at most " + ID_LENGTH_MAX + " characters");
        }
        return id;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }
}
