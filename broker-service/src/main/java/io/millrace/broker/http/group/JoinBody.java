package io.millrace.broker.http.group;

import io.millrace.broker.http.body.JsonFields;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.MemberId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a client says when it joins.
 *
 * @param latest whether partitions that nobody has committed anything of are read from their end
 */
record JoinBody(JoinGroup wish, boolean latest) {
    static final Set<String> FIELDS =
            Set.of(
                    "topics",
                    "topic_pattern",
                    "incarnation",
                    "instance_id",
                    "rack",
                    "assignor",
                    "rebalance_timeout_ms",
                    "auto_offset_reset");

    private static final int TOPICS_MAX = 1_000;
    private static final int RACK_LENGTH_MAX = 255;
    private static final long REBALANCE_MS_MIN = 1_000;
    private static final long REBALANCE_MS_MAX = 3_600_000;

    static JoinBody of(GroupId group, MemberId member, JsonFields body) {
        Set<TopicName> topics =
                body.texts("topics", TOPICS_MAX).stream()
                        .map(MemberRequest::topicName)
                        .collect(Collectors.toSet());
        Optional<String> pattern = body.text("topic_pattern");
        if (topics.isEmpty() && pattern.isEmpty()) {
            throw JsonFields.invalid("topics", "or topic_pattern must say what to read");
        }
        return new JoinBody(
                new JoinGroup(
                        group,
                        member,
                        incarnation(body),
                        body.text("instance_id")
                                .map(
                                        text ->
                                                MemberRequest.named(
                                                        "instance_id", text, InstanceId::new)),
                        topics,
                        pattern,
                        body.text("rack").map(JoinBody::rack),
                        body.integer(
                                "rebalance_timeout_ms", REBALANCE_MS_MIN, REBALANCE_MS_MAX, 60_000),
                        body.text("assignor")),
                isLatest(body));
    }

    private static String rack(String text) {
        if (text.isEmpty() || text.length() > RACK_LENGTH_MAX) {
            throw JsonFields.invalid("rack", "must have 1 to 255 characters");
        }
        return text;
    }

    /** Who sends none is taken for somebody new each time. */
    private static UUID incarnation(JsonFields body) {
        Optional<String> text = body.text("incarnation");
        if (text.isEmpty()) {
            return UUID.randomUUID();
        }
        try {
            return UUID.fromString(text.get());
        } catch (IllegalArgumentException e) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "incarnation must be a UUID")
                    .with("field", "incarnation")
                    .asException();
        }
    }

    private static boolean isLatest(JsonFields body) {
        return switch (body.text("auto_offset_reset").orElse("earliest")) {
            case "earliest" -> false;
            case "latest" -> true;
            default ->
                    throw JsonFields.invalid(
                            "auto_offset_reset", "must be one of earliest, latest");
        };
    }
}
