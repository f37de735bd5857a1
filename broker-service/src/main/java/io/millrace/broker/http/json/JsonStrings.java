package io.millrace.broker.http.json;

import static io.millrace.broker.http.json.MalformedException.field;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The bytes behind a parser's tokens: slices of the source where they stand there as they are,
 * copies where escapes had to be undone. Has one owner.
 */
final class JsonStrings {
    private final JsonParser parser;
    private final byte[] bytes;
    private final int from;

    JsonStrings(JsonParser parser, byte[] bytes, int from) {
        this.parser = parser;
        this.bytes = bytes;
        this.from = from;
    }

    /** The present value, exactly as it was sent; the parser then stands at its end. */
    ByteBuffer asSent() {
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = from + (int) parser.currentLocation().getByteOffset();
        return ByteBuffer.wrap(bytes, start, end - start).slice();
    }

    /** The UTF-8 bytes of the present string. */
    ByteBuffer text(JsonToken token, String name) {
        ByteBuffer unescaped = unescaped(token, name);
        if (unescaped != null) {
            return unescaped;
        }
        return Utf8.encode(parser.getString())
                .map(ByteBuffer::wrap)
                .orElseThrow(() -> field(name, "has a lone surrogate, which UTF-8 can't hold"));
    }

    ByteBuffer base64(JsonToken token, String name) {
        try {
            return Base64.getDecoder().decode(text(token, name));
        } catch (IllegalArgumentException e) {
            throw field(name, "is not base64");
        }
    }

    String string(JsonToken token, String name) {
        if (token != JsonToken.VALUE_STRING) {
            throw field(name, "must be a string");
        }
        return parser.getString();
    }

    private @Nullable ByteBuffer unescaped(JsonToken token, String name) {
        if (token != JsonToken.VALUE_STRING) {
            throw field(name, "must be a string");
        }
        ByteBuffer quoted = asSent();
        for (int at = 1; at < quoted.limit() - 1; at++) {
            if (quoted.get(at) == '\\') {
                return null;
            }
        }
        return quoted.slice(1, quoted.limit() - 2);
    }
}
