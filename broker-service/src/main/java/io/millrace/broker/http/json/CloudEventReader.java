package io.millrace.broker.http.json;

import static io.millrace.broker.http.json.MalformedException.field;

import io.millrace.broker.http.json.EnvelopeRead.Envelopes;
import io.millrace.broker.http.json.EnvelopeRead.Malformed;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads CloudEvents 1.0 in JSON and makes records of them by the CloudEvents Kafka binding: in
 * structured mode the event as it was sent is the value; in binary mode the attributes become
 * headers {@code ce_*} and the data the value. The attribute {@code partitionkey} becomes the key.
 */
public final class CloudEventReader {
    public static final String HEADER_PREFIX = "ce_";

    private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private final JsonParser parser;
    private final JsonStrings strings;
    private final byte[] bytes;
    private final int from;
    private final boolean binary;

    private CloudEventReader(JsonParser parser, byte[] bytes, int from, boolean binary) {
        this.parser = parser;
        this.strings = new JsonStrings(parser, bytes, from);
        this.bytes = bytes;
        this.from = from;
        this.binary = binary;
    }

    /**
     * Reads one event, or an array of them.
     *
     * @param batch whether the bytes are an array
     * @param binary whether the records are to be in binary mode
     */
    public static EnvelopeRead read(
            byte[] bytes, int from, int to, boolean batch, int eventsMax, boolean binary) {
        int start = JsonText.skipSpace(bytes, from, to);
        if (!Utf8.isValid(bytes, start, to)) {
            return malformed(ErrorCode.INVALID_JSON, "The JSON is not valid UTF-8");
        }
        try (JsonParser parser = JsonText.parser(bytes, start, to)) {
            var reader = new CloudEventReader(parser, bytes, start, binary);
            JsonToken first = parser.nextToken();
            List<Envelope> events =
                    batch ? reader.events(first, eventsMax) : List.of(reader.event(first));
            if (parser.nextToken() != null) {
                return malformed(ErrorCode.INVALID_JSON, "Something follows the JSON's end");
            }
            return new Envelopes(events);
        } catch (MalformedException e) {
            return new Malformed(e.problem());
        } catch (JacksonException e) {
            return malformed(ErrorCode.INVALID_JSON, JsonText.describe(e));
        }
    }

    /** Which of the attributes that every event must have is missing, if one is. */
    public static Optional<Problem> objection(Map<String, String> attributes) {
        for (String name : REQUIRED) {
            if (attributes.getOrDefault(name, "").isEmpty()) {
                return Optional.of(missing(name).problem());
            }
        }
        return "1.0".equals(attributes.get("specversion"))
                ? Optional.empty()
                : Optional.of(field("specversion", "must be 1.0").problem());
    }

    private List<Envelope> events(@Nullable JsonToken first, int eventsMax) {
        if (first != JsonToken.START_ARRAY) {
            throw new MalformedException(
                    ErrorCode.INVALID_REQUEST, "A batch of events must be an array");
        }
        List<Envelope> events = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (events.size() == eventsMax) {
                throw field("The batch", "can have at most " + eventsMax + " events");
            }
            try {
                events.add(event(parser.currentToken()));
            } catch (MalformedException e) {
                throw e.atRecord(events.size());
            }
        }
        if (events.isEmpty()) {
            throw field("The batch", "must have at least one event");
        }
        return events;
    }

    private Envelope event(@Nullable JsonToken first) {
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedException(ErrorCode.INVALID_REQUEST, "An event must be an object");
        }
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        Map<String, String> attributes = new LinkedHashMap<>();
        ByteBuffer data = null;
        boolean dataIsText = false;
        boolean dataGiven = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("data") || name.equals("data_base64")) {
                if (dataGiven) {
                    throw field("data", "can be given once, as it is or as base64");
                }
                dataGiven = true;
                dataIsText = token == JsonToken.VALUE_STRING && name.equals("data");
                data = name.equals("data") ? strings.asSent() : strings.base64(token, name);
            } else if (token != JsonToken.VALUE_NULL
                    && attributes.put(name, attribute(name, token)) != null) {
                throw field(name, "can be given once");
            }
        }
        int end = from + (int) parser.currentLocation().getByteOffset();
        objection(attributes)
                .ifPresent(
                        problem -> {
                            throw new MalformedException(problem.code(), problem.detail());
                        });
        String key = attributes.get("partitionkey");
        ByteBuffer keyBytes =
                key == null ? null : ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8));
        if (!binary) {
            return record(
                    keyBytes,
                    ByteBuffer.wrap(bytes, start, end - start).slice(),
                    List.of(header(ValueShape.CONTENT_TYPE, STRUCTURED)));
        }
        boolean json = ValueShape.isJson(attributes.getOrDefault("datacontenttype", "text/json"));
        ByteBuffer value = data != null && dataIsText && !json ? unquoted(data) : data;
        return record(keyBytes, value, headers(attributes));
    }

    private String attribute(String name, JsonToken token) {
        return switch (token) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> parser.getString();
            default -> throw field(name, "must be a string, an integer or a boolean");
        };
    }

    /** A string is text of its own when the data is not JSON. */
    private static ByteBuffer unquoted(ByteBuffer quoted) {
        byte[] text = new byte[quoted.remaining()];
        quoted.get(quoted.position(), text);
        try (JsonParser one = JsonText.parser(text, 0, text.length)) {
            one.nextToken();
            return Utf8.encode(one.getString())
                    .map(ByteBuffer::wrap)
                    .orElseThrow(() -> field("data", "has a lone surrogate"));
        }
    }

    /** The headers of binary mode. */
    public static List<RecordHeader> headers(Map<String, String> attributes) {
        List<RecordHeader> headers = new ArrayList<>();
        attributes.forEach(
                (name, value) ->
                        headers.add(
                                name.equals("datacontenttype")
                                        ? header(ValueShape.CONTENT_TYPE, value)
                                        : header(HEADER_PREFIX + name, value)));
        return headers;
    }

    private static Envelope record(
            @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        return new Envelope(key, value, headers, Envelope.UNSET, Envelope.UNSET, Optional.empty());
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static MalformedException missing(String name) {
        return field(name, "is missing: every CloudEvent has it");
    }

    private static EnvelopeRead malformed(ErrorCode code, String detail) {
        return new Malformed(Problem.notAppended(code, detail));
    }
}
