package io.millrace.broker.http.json;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** How JSON is read here: strictly, and bounded in depth and length. */
public final class JsonText {
    public static final int MAX_DEPTH = 500;

    /** Always UTF-8: no guesses from NUL bytes or byte order marks. */
    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(1 << 20)
                                    .maxNameLength(1 << 20)
                                    .maxStringLength(32 << 20)
                                    .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                    .build();

    private static final Pattern OF_JACKSON_ITSELF =
            Pattern.compile(" \\([^()]* at \\[Source.*|, from `[^`]*`|: enable `[^`]*` to allow");

    private JsonText() {}

    /** Whether the bytes are exactly one JSON text (RFC 8259) in valid UTF-8. */
    public static boolean isOne(byte[] bytes, int from, int to) {
        int start = skipSpace(bytes, from, to);
        if (start == to || !Utf8.isValid(bytes, start, to)) {
            return false;
        }
        try (JsonParser parser = parser(bytes, start, to)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether there is nothing but space. */
    public static boolean isBlank(byte[] bytes, int from, int to) {
        return skipSpace(bytes, from, to) == to;
    }

    /** What is wrong and where, for the one who sent it. */
    public static String describe(JacksonException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        // Jackson's remarks about itself help nobody who sent the text.
        String what = OF_JACKSON_ITSELF.matcher(e.getOriginalMessage()).replaceAll("");
        return what + (at < 0 ? "" : " (at byte " + at + ")");
    }

    static JsonParser parser(byte[] bytes, int from, int to) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to
                && (bytes[at] == ' '
                        || bytes[at] == '\n'
                        || bytes[at] == '\r'
                        || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }
}
