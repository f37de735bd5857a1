package io.millrace.admin.json;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields of a JSON object in a request, each taken once and by type. What nobody took is
 * unknown, and refused by {@link #done()}. Problems name the field by its JSON pointer.
 */
public final class Fields {

    /** Jackson's remarks about itself help nobody who sent the text. */
    private static final Pattern OF_JACKSON_ITSELF =
            Pattern.compile(" \\([^()]* at \\[Source.*|, from `[^`]*`|: enable `[^`]*` to allow");

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode object;
    private final String pointer;
    private final Set<String> taken = new HashSet<>();

    private Fields(JsonNode object, String pointer) {
        this.object = object;
        this.pointer = pointer;
    }

    /**
     * @throws MillraceException {@code invalid_json} if this is no JSON, {@code invalid_request} if
     *     it is no object
     */
    public static Fields parse(byte[] body) {
        try {
            return of(JSON.readTree(body), "");
        } catch (JacksonException e) {
            throw Problem.of(
                            ErrorCode.INVALID_JSON,
                            "The body is not one JSON value: "
                                    + OF_JACKSON_ITSELF
                                            .matcher(e.getOriginalMessage())
                                            .replaceAll(""))
                    .with("line", e.getLocation() == null ? 0 : e.getLocation().getLineNr())
                    .asException();
        }
    }

    /** Whether the field is there, be it null. */
    public boolean has(String name) {
        return object.has(name);
    }

    public boolean isNull(String name) {
        return object.has(name) && object.get(name).isNull();
    }

    /** A text of at most so many characters. */
    public Optional<String> text(String name, int lengthMax) {
        return take(name)
                .map(
                        node -> {
                            if (!node.isString() || node.stringValue().length() > lengthMax) {
                                throw wrong(name, "a text of at most " + lengthMax + " characters");
                            }
                            if (!isStorable(node.stringValue())) {
                                throw wrong(name, "a text without NUL and lone surrogates");
                            }
                            return node.stringValue();
                        });
    }

    public Optional<Integer> integer(String name) {
        return take(name)
                .map(
                        node -> {
                            if (!isInt(node)) {
                                throw wrong(name, "a whole number");
                            }
                            return node.intValue();
                        });
    }

    /** A whole number of any size that a {@code long} has. */
    public Optional<Long> wholeNumber(String name) {
        return take(name)
                .map(
                        node -> {
                            if (!isLong(node)) {
                                throw wrong(name, "a whole number");
                            }
                            return node.longValue();
                        });
    }

    /**
     * A time: RFC 3339, or milliseconds since 1970.
     *
     * @throws MillraceException {@code invalid_timestamp}
     */
    public Optional<Instant> time(String name) {
        return take(name)
                .map(
                        node ->
                                time(node)
                                        .orElseThrow(
                                                () ->
                                                        Problem.of(
                                                                        ErrorCode.INVALID_TIMESTAMP,
                                                                        pointer(name)
                                                                                + " must be RFC"
                                                                                + " 3339 or epoch"
                                                                                + " milliseconds")
                                                                .with("field", pointer(name))
                                                                .asException()));
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            if (node.isString()) {
                return Optional.of(OffsetDateTime.parse(node.stringValue()).toInstant());
            }
            return isLong(node)
                    ? Optional.of(Instant.ofEpochMilli(node.longValue()))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public Optional<Boolean> flag(String name) {
        return take(name)
                .map(
                        node -> {
                            if (!node.isBoolean()) {
                                throw wrong(name, "true or false");
                            }
                            return node.booleanValue();
                        });
    }

    public Optional<Fields> object(String name) {
        return take(name).map(node -> of(node, pointer + "/" + name));
    }

    /**
     * A map of texts, in order of the keys.
     *
     * @param nullable whether a value may be null, as in a merge patch; it is then null in the map
     */
    public Optional<Map<String, @Nullable String>> texts(
            String name, int lengthMax, boolean nullable) {
        return object(name).map(fields -> fields.allTexts(lengthMax, nullable));
    }

    /** A list of whole numbers. */
    public Optional<List<Integer>> integers(String name) {
        return take(name)
                .map(
                        node -> {
                            if (!node.isArray() || !node.valueStream().allMatch(Fields::isInt)) {
                                throw wrong(name, "a list of whole numbers");
                            }
                            return node.valueStream().map(JsonNode::intValue).toList();
                        });
    }

    /** A list of texts. */
    public Optional<List<String>> textList(String name, int lengthMax) {
        return take(name)
                .map(
                        node -> {
                            boolean areTexts =
                                    node.isArray()
                                            && node.valueStream()
                                                    .allMatch(each -> isText(each, lengthMax));
                            if (!areTexts) {
                                throw wrong(
                                        name,
                                        "a list of texts of at most " + lengthMax + " characters");
                            }
                            return node.valueStream().map(JsonNode::stringValue).toList();
                        });
    }

    private static boolean isText(JsonNode node, int lengthMax) {
        return node.isString() && node.stringValue().length() <= lengthMax;
    }

    /** All fields as whole numbers. */
    public Map<String, @Nullable Long> longs() {
        return map(
                node -> isLong(node) ? Optional.of(node.longValue()) : Optional.empty(),
                false,
                "a whole number");
    }

    /** All fields as texts, in order of the keys. */
    public Map<String, @Nullable String> allTexts(int lengthMax, boolean nullable) {
        return map(
                node ->
                        isText(node, lengthMax)
                                ? Optional.of(node.stringValue())
                                : Optional.empty(),
                nullable,
                "a text of at most " + lengthMax + " characters");
    }

    /**
     * @throws MillraceException {@code unknown_field} when a field was not taken
     */
    public void done() {
        for (String name : object.propertyNames()) {
            if (!taken.contains(name)) {
                throw Problem.of(ErrorCode.UNKNOWN_FIELD, "There is no field " + pointer(name))
                        .with("field", pointer(name))
                        .asException();
            }
        }
    }

    /** The refusal of a field's value. */
    public MillraceException wrong(String name, String wanted) {
        return Problem.of(ErrorCode.INVALID_REQUEST, pointer(name) + " must be " + wanted)
                .with("field", pointer(name))
                .asException();
    }

    /** Whether a database that keeps UTF-8 gives this text back as it is. */
    public static boolean isStorable(String text) {
        return text.indexOf('\0') < 0
                && text.codePoints()
                        .noneMatch(
                                c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static boolean isInt(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }

    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private <T> Map<String, @Nullable T> map(
            Function<JsonNode, Optional<T>> value, boolean nullable, String wanted) {
        Map<String, @Nullable T> map = new TreeMap<>();
        for (String name : object.propertyNames()) {
            JsonNode node = object.get(name);
            taken.add(name);
            if (node.isNull() && nullable) {
                map.put(name, null);
            } else {
                map.put(
                        name,
                        value.apply(node)
                                .orElseThrow(
                                        () ->
                                                wrong(
                                                        name,
                                                        nullable ? wanted + ", or null" : wanted)));
            }
        }
        return map;
    }

    private Optional<JsonNode> take(String name) {
        taken.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private String pointer(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static Fields of(JsonNode node, String pointer) {
        if (!node.isObject()) {
            throw Problem.of(
                            ErrorCode.INVALID_REQUEST,
                            (pointer.isEmpty() ? "The body" : pointer) + " must be a JSON object")
                    .with("field", pointer)
                    .asException();
        }
        return new Fields(node, pointer);
    }
}
