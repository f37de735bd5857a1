package io.millrace.internal.message;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Refusals on their way between services: problem details (RFC 9457) in JSON. Any thread. */
public final class ProblemDocuments {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final Set<String> OF_THE_CODE = Set.of("type", "title", "code", "kafka_error");
    private static final JsonMapper JSON =
            new JsonMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder().maxNestingDepth(32).build())
                            .build());

    private ProblemDocuments() {}

    public static byte[] write(Problem problem) {
        return JSON.writeValueAsBytes(problem.toJson());
    }

    /**
     * The problem that was written, with all its members; empty if the bytes are none. A code that
     * only a newer peer knows becomes {@code internal}, with the peer's detail and status.
     */
    public static Optional<Problem> read(byte[] bytes) {
        Map<String, Object> members = members(bytes);
        if (!(members.get("code") instanceof String name)) {
            return Optional.empty();
        }
        ErrorCode code = ErrorCode.fromCode(name).orElse(ErrorCode.INTERNAL);
        String detail = members.remove("detail") instanceof String text ? text : code.meaning();
        Object outcome = members.remove("outcome");
        members.keySet().removeAll(OF_THE_CODE);
        members.remove("status", code.httpStatus());
        members.remove("retriable", code.retriable());
        return Optional.of(
                Stream.of(Outcome.values())
                        .filter(known -> known.text().equals(outcome))
                        .findFirst()
                        .map(known -> new Problem(code, detail, known, members))
                        .orElseGet(() -> new Problem(code, detail, null, members)));
    }

    private static Map<String, Object> members(byte[] bytes) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            Map<String, Object> read = JSON.readValue(bytes, OBJECT);
            if (read != null) { // The text null is well-formed.
                members.putAll(read);
            }
        } catch (JacksonException e) {
            // No problem document: it has no members.
        }
        return members;
    }
}
