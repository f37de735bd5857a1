package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads problem details, and makes some of what never came as such. */
final class Problems {
    private static final Set<String> STANDARD =
            Set.of("type", "title", "status", "code", "kafka_error", "outcome", "detail");

    private Problems() {}

    /** Of an answer that is no success. */
    static Problem of(Answer answer) {
        try {
            JsonNode json = Json.MAPPER.readTree(answer.body());
            if (json != null && json.isObject() && json.path("code").isString()) {
                return read(json, answer.status());
            }
        } catch (JacksonException e) {
            // Something between us and the broker has answered: its status is all we know.
        }
        return unread(answer.status());
    }

    static Problem read(JsonNode json, int status) {
        ErrorCode code =
                ErrorCode.fromCode(json.path("code").asString(""))
                        .orElseGet(() -> unread(status).code());
        Map<String, Object> members = new LinkedHashMap<>();
        json.properties()
                .forEach(
                        member -> {
                            if (!STANDARD.contains(member.getKey())) {
                                members.put(member.getKey(), plain(member.getValue()));
                            }
                        });
        return new Problem(
                code, json.path("detail").asString(""), outcome(json.path("outcome")), members);
    }

    /** The connection failed: the broker may have done what was asked, or not. */
    static Problem ofFailure(Throwable failure) {
        return Problem.unknownOutcome(
                ErrorCode.REQUEST_TIMED_OUT, "No answer from the broker: " + failure);
    }

    private static Problem unread(int status) {
        ErrorCode code =
                switch (status) {
                    case 401 -> ErrorCode.UNAUTHENTICATED;
                    case 403 -> ErrorCode.TOPIC_AUTHORIZATION_FAILED;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 413 -> ErrorCode.BODY_TOO_LARGE;
                    case 429 -> ErrorCode.QUOTA_EXCEEDED;
                    case 502, 503 -> ErrorCode.LEADER_NOT_AVAILABLE;
                    case 504 -> ErrorCode.REQUEST_TIMED_OUT;
                    default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
                };
        return new Problem(
                code,
                "The answer is " + status + " without problem details",
                status >= 500 ? Outcome.UNKNOWN : null,
                Map.of());
    }

    private static @Nullable Outcome outcome(JsonNode text) {
        return switch (text.asString("")) {
            case "unknown" -> Outcome.UNKNOWN;
            case "not_appended" -> Outcome.NOT_APPENDED;
            default -> null;
        };
    }

    private static Object plain(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asLong();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        return value.isString() ? value.asString() : value.toString();
    }
}
