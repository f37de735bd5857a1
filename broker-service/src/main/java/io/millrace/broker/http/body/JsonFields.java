package io.millrace.broker.http.body;

import io.millrace.broker.http.json.JsonText;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object whose fields are checked: mistyped ones, null too, do not vanish. Refusals are
 * thrown as {@link MillraceException}: {@code invalid_json}, {@code unknown_field}, and {@code
 * invalid_request} with the member {@code field}.
 */
public final class JsonFields {
    private static final int DEPTH_MAX = 16;
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final String path;
    private final JsonNode object;

    private JsonFields(String path, JsonNode object) {
        this.path = path;
        this.object = object;
    }

    /** An empty body is an empty object. */
    public static JsonFields of(Body body, Set<String> allowed) {
        if (body.size() == 0) {
            return new JsonFields("", MAPPER.createObjectNode());
        }
        try {
            return checked("", MAPPER.readTree(body.bytes(), 0, body.size()), allowed);
        } catch (JacksonException e) {
            throw new MillraceException(
                    Problem.of(ErrorCode.INVALID_JSON, JsonText.describe(e)), e);
        }
    }

    /** Of values that were not in a body. */
    public static JsonFields of(Map<String, Object> values) {
        return new JsonFields("", MAPPER.valueToTree(values));
    }

    private static JsonFields checked(String path, JsonNode node, Set<String> allowed) {
        if (!node.isObject()) {
            throw path.isEmpty()
                    ? Problem.of(ErrorCode.INVALID_REQUEST, "The body must be an object")
                            .asException()
                    : invalid(path, "must be an object");
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        for (String name : node.propertyNames()) {
            if (!allowed.isEmpty() && !allowed.contains(name)) {
                throw Problem.of(ErrorCode.UNKNOWN_FIELD, "There is no field " + prefix + name)
                        .with("field", prefix + name)
                        .asException();
            }
        }
        return new JsonFields(prefix, node);
    }

    public Optional<String> text(String name) {
        return value(name)
                .map(
                        node -> {
                            if (!node.isString()) {
                                throw invalid(path + name, "must be a string");
                            }
                            return node.stringValue();
                        });
    }

    public boolean flag(String name, boolean otherwise) {
        return value(name)
                .map(
                        node -> {
                            if (!node.isBoolean()) {
                                throw invalid(path + name, "must be true or false");
                            }
                            return node.booleanValue();
                        })
                .orElse(otherwise);
    }

    public long integer(String name, long min, long max, long otherwise) {
        return integer(name, min, max).orElse(otherwise);
    }

    public OptionalLong integer(String name, long min, long max) {
        return value(name)
                .map(node -> OptionalLong.of(number(path + name, node, min, max)))
                .orElseGet(OptionalLong::empty);
    }

    public static long number(String field, JsonNode node, long min, long max) {
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < min
                || node.longValue() > max) {
            throw invalid(field, "must be an integer from " + min + " to " + max);
        }
        return node.longValue();
    }

    /** The items of a list; none if it is not there. */
    public List<JsonNode> list(String name, int max) {
        Optional<JsonNode> node = value(name);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!node.get().isArray() || node.get().size() > max) {
            throw invalid(path + name, "must be a list of at most " + max);
        }
        List<JsonNode> items = new ArrayList<>();
        node.get().forEach(items::add);
        return items;
    }

    public List<String> texts(String name, int max) {
        return list(name, max).stream()
                .map(
                        node -> {
                            if (!node.isString()) {
                                throw invalid(path + name, "must be a list of strings");
                            }
                            return node.stringValue();
                        })
                .toList();
    }

    /** Objects in a list. */
    public List<JsonFields> objects(String name, int max, Set<String> allowed) {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode item : list(name, max)) {
            objects.add(checked(path + name + "[" + objects.size() + "]", item, allowed));
        }
        return objects;
    }

    /** An object whose names are the client's own; empty if it is not there. */
    public Optional<JsonFields> object(String name) {
        return value(name).map(node -> checked(path + name, node, Set.of()));
    }

    public List<String> names() {
        return List.copyOf(object.propertyNames());
    }

    public String pathOf(String name) {
        return path + name;
    }

    private Optional<JsonNode> value(String name) {
        return Optional.ofNullable(object.get(name));
    }

    public static MillraceException invalid(String field, String rule) {
        return Problem.of(ErrorCode.INVALID_REQUEST, field + " " + rule)
                .with("field", field)
                .asException();
    }
}
