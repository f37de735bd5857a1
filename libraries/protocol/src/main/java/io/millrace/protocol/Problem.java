package io.millrace.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure as problem details (RFC 9457).
 *
 * @param detail one sentence for a human about this very case; no secrets, no record contents
 * @param outcome what became of the records; null where nothing was to be appended
 * @param members extension members, in order, for example {@code topic} and {@code partition}. The
 *     values must be what JSON knows: strings, numbers, booleans, lists and maps. A boolean {@code
 *     retriable} and an integer {@code status} overrule the code's own.
 */
public record Problem(
        ErrorCode code, String detail, @Nullable Outcome outcome, Map<String, Object> members) {
    public static final String TYPE_PREFIX = "/v1/problems/";
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, null, Map.of());
    }

    public static Problem notAppended(ErrorCode code, String detail) {
        return new Problem(code, detail, Outcome.NOT_APPENDED, Map.of());
    }

    public static Problem unknownOutcome(ErrorCode code, String detail) {
        return new Problem(code, detail, Outcome.UNKNOWN, Map.of());
    }

    /** The same problem with one more extension member. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(code, detail, outcome, more);
    }

    public Problem withOutcome(Outcome known) {
        return new Problem(code, detail, known, members);
    }

    public int status() {
        return members.get("status") instanceof Integer status ? status : code.httpStatus();
    }

    public boolean retriable() {
        return members.get("retriable") instanceof Boolean b ? b : code.retriable();
    }

    public MillraceException asException() {
        return new MillraceException(this);
    }

    /** The members of the JSON object, in the order in which they are to be written. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", TYPE_PREFIX + code.code());
        json.put("title", code.title());
        json.put("status", status());
        json.put("code", code.code());
        json.put("retriable", retriable());
        Map<String, Object> kafka = new LinkedHashMap<>();
        kafka.put("code", code.kafkaCode());
        kafka.put("name", code.kafkaName());
        json.put("kafka_error", kafka);
        if (outcome != null) {
            json.put("outcome", outcome.text());
        }
        json.put("detail", detail);
        members.forEach(json::putIfAbsent);
        return json;
    }
}
