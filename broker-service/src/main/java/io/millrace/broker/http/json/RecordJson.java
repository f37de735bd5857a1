package io.millrace.broker.http.json;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordCursor;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Records as JSON envelopes.
 *
 * <p>Reading: {@link #readOne} and {@link #readBatch}. Writing: make one for a partition and call
 * {@link #write} for each record. What it writes depends on the record's {@code content-type}
 * header, else on the topic's declared content type: JSON is a {@code value} if its bytes are
 * exactly one JSON text, other text a {@code value_text}, all else a {@code value_base64}. With
 * neither, one JSON text counts as JSON. Immutable, any thread.
 */
public final class RecordJson {
    private static final byte[] TIMESTAMP = JsonBytes.ascii(",\"timestamp\":");
    private static final byte[] KEY = JsonBytes.ascii(",\"key\":");
    private static final byte[] KEY_BASE64 = JsonBytes.ascii(",\"key_base64\":");
    private static final byte[] HEADERS = JsonBytes.ascii(",\"headers\":[");
    private static final byte[] HEADER_NAME = JsonBytes.ascii("{\"name\":");
    private static final byte[] HEADER_VALUE = JsonBytes.ascii(",\"value\":");
    private static final byte[] HEADER_BASE64 = JsonBytes.ascii(",\"value_base64\":");
    private static final byte[] VALUE = JsonBytes.ascii(",\"value\":");
    private static final byte[] VALUE_TEXT = JsonBytes.ascii(",\"value_text\":");
    private static final byte[] VALUE_BASE64 = JsonBytes.ascii(",\"value_base64\":");

    private final byte[] prefix;
    private final String topicContentType;
    private final boolean base64;

    private RecordJson(byte[] prefix, String topicContentType, boolean base64) {
        this.prefix = prefix;
        this.topicContentType = topicContentType;
        this.base64 = base64;
    }

    /**
     * For records of one partition of a topic that the reader knows.
     *
     * @param topicContentType the topic's setting {@code content.type}; empty if it has none
     * @param base64 whether keys and values are always written as base64
     */
    public static RecordJson of(int partition, String topicContentType, boolean base64) {
        JsonBytes start = new JsonBytes(64).raw('{');
        return partition(start, partition, topicContentType, base64);
    }

    /** The same, with the topic's name in every record. */
    public static RecordJson of(
            String topic, int partition, String topicContentType, boolean base64) {
        JsonBytes start = new JsonBytes(64).raw(JsonBytes.ascii("{\"topic\":")).string(topic);
        return partition(start.raw(','), partition, topicContentType, base64);
    }

    private static RecordJson partition(
            JsonBytes start, int partition, String topicContentType, boolean base64) {
        start.raw(JsonBytes.ascii("\"partition\":")).number(partition);
        start.raw(JsonBytes.ascii(",\"offset\":"));
        return new RecordJson(start.toByteArray(), topicContentType, base64);
    }

    /** Appends the cursor's present record as one JSON object on one line. */
    public void write(JsonBytes out, RecordCursor at) {
        write(out, at.offset(), at.timestamp(), at.key(), at.value(), at.headers());
    }

    /** Appends one JSON object on one line. */
    public void write(
            JsonBytes out,
            long offset,
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        out.raw(prefix).number(offset).raw(TIMESTAMP).timestamp(timestampMs);
        if (key != null) {
            writeKey(out, key);
        }
        if (!headers.isEmpty()) {
            writeHeaders(out, headers);
        }
        writeValue(out, value, headers);
        out.raw('}');
    }

    private void writeKey(JsonBytes out, ByteBuffer key) {
        byte[] bytes = ValueShape.bytesOf(key);
        int from = ValueShape.startOf(key);
        if (base64 || !Utf8.isValid(bytes, from, from + key.remaining())) {
            out.raw(KEY_BASE64).base64(key);
        } else {
            out.raw(KEY).string(bytes, from, key.remaining());
        }
    }

    private static void writeHeaders(JsonBytes out, List<RecordHeader> headers) {
        out.raw(HEADERS);
        for (int i = 0; i < headers.size(); i++) {
            RecordHeader header = headers.get(i);
            byte[] content = header.value();
            if (i > 0) {
                out.raw(',');
            }
            out.raw(HEADER_NAME).string(header.name());
            if (content == null) {
                out.raw(HEADER_VALUE).nullLiteral();
            } else if (Utf8.isValid(content, 0, content.length)) {
                out.raw(HEADER_VALUE).string(content, 0, content.length);
            } else {
                out.raw(HEADER_BASE64).base64(ByteBuffer.wrap(content));
            }
            out.raw('}');
        }
        out.raw(']');
    }

    private void writeValue(JsonBytes out, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        if (value == null) {
            out.raw(VALUE).nullLiteral();
            return;
        }
        byte[] bytes = ValueShape.bytesOf(value);
        int from = ValueShape.startOf(value);
        int length = value.remaining();
        ValueShape shape =
                base64
                        ? ValueShape.BINARY
                        : ValueShape.of(
                                ValueShape.contentType(headers, topicContentType),
                                bytes,
                                from,
                                length);
        switch (shape) {
            case JSON -> out.raw(VALUE).singleLine(bytes, from, length);
            case TEXT -> out.raw(VALUE_TEXT).string(bytes, from, length);
            case BINARY -> out.raw(VALUE_BASE64).base64(value);
        }
    }

    /**
     * Reads bytes that are one envelope.
     *
     * @return one envelope, whose slices point into {@code bytes}, or what is wrong
     */
    public static EnvelopeRead readOne(byte[] bytes, int from, int to) {
        return read(
                bytes,
                from,
                to,
                (parser, reader) -> {
                    expect(parser.currentToken(), JsonToken.START_OBJECT, "A record");
                    return List.of(reader.read());
                });
    }

    /**
     * Reads a document {@code {"records":[…]}}.
     *
     * @param recordsMax more records than these are refused
     * @return its envelopes, whose slices point into {@code bytes}, or the first thing that is
     *     wrong, with the index of the record in the member {@code record}
     */
    public static EnvelopeRead readBatch(byte[] bytes, int from, int to, int recordsMax) {
        return read(bytes, from, to, (parser, reader) -> batch(parser, reader, recordsMax));
    }

    private interface Body {
        List<Envelope> read(JsonParser parser, EnvelopeReader reader);
    }

    private static EnvelopeRead read(byte[] bytes, int from, int to, Body body) {
        int start = JsonText.skipSpace(bytes, from, to);
        if (!Utf8.isValid(bytes, start, to)) {
            return malformed(ErrorCode.INVALID_JSON, "The JSON is not valid UTF-8");
        }
        try (JsonParser parser = JsonText.parser(bytes, start, to)) {
            if (parser.nextToken() == null) {
                return malformed(ErrorCode.INVALID_JSON, "There is no JSON");
            }
            List<Envelope> envelopes = body.read(parser, new EnvelopeReader(parser, bytes, start));
            if (parser.nextToken() != null) {
                return malformed(ErrorCode.INVALID_JSON, "Something follows the JSON's end");
            }
            return new EnvelopeRead.Envelopes(envelopes);
        } catch (MalformedException e) {
            return new EnvelopeRead.Malformed(e.problem());
        } catch (JacksonException e) {
            return malformed(ErrorCode.INVALID_JSON, JsonText.describe(e));
        }
    }

    private static List<Envelope> batch(JsonParser parser, EnvelopeReader reader, int recordsMax) {
        expect(parser.currentToken(), JsonToken.START_OBJECT, "The body");
        List<Envelope> envelopes = new ArrayList<>();
        boolean found = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (!name.equals("records")) {
                throw MalformedException.unknownField(name);
            }
            if (found) {
                throw MalformedException.field(name, "can be given once");
            }
            found = true;
            expect(parser.nextToken(), JsonToken.START_ARRAY, "records");
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (envelopes.size() == recordsMax) {
                    throw MalformedException.field(name, "can be at most " + recordsMax);
                }
                envelopes.add(record(parser, reader, envelopes.size()));
            }
        }
        if (envelopes.isEmpty()) {
            throw MalformedException.field("records", "must hold at least one record");
        }
        return envelopes;
    }

    private static Envelope record(JsonParser parser, EnvelopeReader reader, int index) {
        try {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "A record");
            return reader.read();
        } catch (MalformedException e) {
            throw e.atRecord(index);
        }
    }

    private static void expect(@Nullable JsonToken token, JsonToken wanted, String what) {
        if (token != wanted) {
            String kind =
                    wanted == JsonToken.START_OBJECT ? " must be an object" : " must be an array";
            throw new MalformedException(ErrorCode.INVALID_REQUEST, what + kind);
        }
    }

    private static EnvelopeRead malformed(ErrorCode code, String detail) {
        return new EnvelopeRead.Malformed(Problem.notAppended(code, detail));
    }
}
