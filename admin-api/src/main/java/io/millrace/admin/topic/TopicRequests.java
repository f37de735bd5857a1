package io.millrace.admin.topic;

import io.millrace.admin.json.Fields;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bodies of topic requests, read strictly. */
final class TopicRequests {

    private static final int DESCRIPTION_MAX = 4096;
    private static final int ANNOTATION_MAX = 4096;
    private static final int LABEL_MAX = 63;
    private static final int ENTRIES_MAX = 64;
    private static final int CONFIG_MAX = 4096;
    private static final Pattern KEY =
            Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9._/-]{0,61}[a-zA-Z0-9])?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z0-9]([a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?)?");

    private TopicRequests() {}

    /**
     * A wanted state; what is empty was left out.
     *
     * @param name only in a POST
     */
    record State(
            Optional<String> name,
            String description,
            Map<String, String> labels,
            Map<String, String> annotations,
            Optional<Integer> partitions,
            Optional<Integer> replicationFactor,
            Map<String, String> configs) {}

    static State create(byte[] body) {
        Fields fields = Fields.parse(body);
        Optional<String> name = fields.text("name", 1000);
        if (name.isEmpty()) {
            throw fields.wrong("name", "given");
        }
        return state(fields, name);
    }

    static State put(byte[] body) {
        return state(Fields.parse(body), Optional.empty());
    }

    /** The state that a merge patch (RFC 7396) makes of the present one. */
    static State patch(byte[] body, DesiredTopic present) {
        Fields fields = Fields.parse(body);
        Optional<String> described = fields.text("description", DESCRIPTION_MAX);
        String description =
                fields.isNull("description") ? "" : described.orElse(present.description());
        Map<String, String> labels =
                merged(fields, "labels", present.labels(), fields.texts("labels", LABEL_MAX, true));
        Map<String, String> annotations =
                merged(
                        fields,
                        "annotations",
                        present.annotations(),
                        fields.texts("annotations", ANNOTATION_MAX, true));
        Optional<Fields> spec = fields.object("spec");
        Optional<Integer> partitions = spec.flatMap(given -> given.integer("partitions"));
        Map<String, String> configs =
                spec.map(
                                given ->
                                        merged(
                                                given,
                                                "configs",
                                                present.configs(),
                                                given.texts("configs", CONFIG_MAX, true)))
                        .orElse(present.configs());
        spec.ifPresent(Fields::done);
        fields.done();
        checkLabels(fields, labels);
        checkAnnotations(fields, annotations);
        return new State(
                Optional.empty(),
                description,
                labels,
                annotations,
                partitions,
                Optional.empty(),
                configs);
    }

    static Map<String, String> configs(byte[] body) {
        return withoutNulls(Fields.parse(body).allTexts(CONFIG_MAX, false));
    }

    static Map<String, String> configPatch(byte[] body, Map<String, String> present) {
        return merge(present, Fields.parse(body).allTexts(CONFIG_MAX, true));
    }

    private static State state(Fields fields, Optional<String> name) {
        String description = fields.text("description", DESCRIPTION_MAX).orElse("");
        Map<String, String> labels =
                withoutNulls(fields.texts("labels", LABEL_MAX, false).orElse(Map.of()));
        Map<String, String> annotations =
                withoutNulls(fields.texts("annotations", ANNOTATION_MAX, false).orElse(Map.of()));
        Optional<Fields> spec = fields.object("spec");
        Optional<Integer> partitions = spec.flatMap(given -> given.integer("partitions"));
        Optional<Integer> factor = spec.flatMap(given -> given.integer("replication_factor"));
        Map<String, String> configs =
                withoutNulls(
                        spec.flatMap(given -> given.texts("configs", CONFIG_MAX, false))
                                .orElse(Map.of()));
        spec.ifPresent(Fields::done);
        fields.done();
        checkLabels(fields, labels);
        checkAnnotations(fields, annotations);
        return new State(name, description, labels, annotations, partitions, factor, configs);
    }

    private static Map<String, String> merged(
            Fields fields,
            String name,
            Map<String, String> present,
            Optional<Map<String, @Nullable String>> patch) {
        return fields.isNull(name) ? Map.of() : merge(present, patch.orElse(Map.of()));
    }

    private static Map<String, String> merge(
            Map<String, String> present, Map<String, @Nullable String> patch) {
        Map<String, String> merged = new TreeMap<>(present);
        patch.forEach(
                (key, value) -> {
                    if (value == null) {
                        merged.remove(key);
                    } else {
                        merged.put(key, value);
                    }
                });
        return merged;
    }

    private static Map<String, String> withoutNulls(Map<String, @Nullable String> given) {
        return merge(Map.of(), given);
    }

    private static void checkLabels(Fields fields, Map<String, String> labels) {
        checkKeys(fields, "labels", labels);
        labels.forEach(
                (key, value) -> {
                    if (!LABEL.matcher(value).matches()) {
                        throw badEntry("labels", key, "has a value that is no label value");
                    }
                });
    }

    private static void checkAnnotations(Fields fields, Map<String, String> annotations) {
        checkKeys(fields, "annotations", annotations);
        annotations.forEach(
                (key, value) -> {
                    if (!Fields.isStorable(value)) {
                        throw badEntry(
                                "annotations", key, "must not contain NUL or lone surrogates");
                    }
                });
    }

    private static void checkKeys(Fields fields, String name, Map<String, String> map) {
        if (map.size() > ENTRIES_MAX) {
            throw fields.wrong(name, "at most " + ENTRIES_MAX + " entries");
        }
        map.keySet()
                .forEach(
                        key -> {
                            if (!KEY.matcher(key).matches()) {
                                throw badEntry(name, key, "is not a valid key");
                            }
                        });
    }

    private static MillraceException badEntry(String name, String key, String objection) {
        String pointer = "/" + name + "/" + key.replace("~", "~0").replace("/", "~1");
        return Problem.of(ErrorCode.INVALID_REQUEST, pointer + " " + objection)
                .with("field", pointer)
                .asException();
    }
}
