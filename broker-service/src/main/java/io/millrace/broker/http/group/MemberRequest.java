package io.millrace.broker.http.group;

import io.millrace.broker.http.body.JsonFields;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

/** What requests of members have in common. */
final class MemberRequest {
    private static final int PARTITIONS_MAX = 10_000;

    private MemberRequest() {}

    static GroupId group(ServerRequest request) {
        return named("group", request.pathVariable("group"), GroupId::new);
    }

    static MemberId member(ServerRequest request) {
        return named("member", request.pathVariable("member"), MemberId::new);
    }

    /** A name as a path has it. */
    static String escaped(String name) {
        return UriUtils.encodePathSegment(name, StandardCharsets.UTF_8);
    }

    /** A name as its type has it; {@code invalid_request} for one that it refuses. */
    static <T> T named(String field, String text, Function<String, T> type) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .with("field", field)
                    .asException();
        }
    }

    static TopicName topicName(String text) {
        if (!TopicName.isValid(text)) {
            throw Problem.of(ErrorCode.INVALID_TOPIC_NAME, "No topic can have this name")
                    .asException();
        }
        return new TopicName(text);
    }

    /** Partitions by topic, as in {@code {"orders": [0, 2]}}; of topics that are gone, none. */
    static Set<PartitionId> partitions(JsonFields body, String name, Topics topics) {
        Set<PartitionId> partitions = new HashSet<>();
        Optional<JsonFields> byTopic = body.object(name);
        if (byTopic.isPresent()) {
            for (String topic : byTopic.get().names()) {
                String field = byTopic.get().pathOf(topic);
                Optional<Topic> known = topics.find(topicName(topic));
                for (JsonNode number : byTopic.get().list(topic, PARTITIONS_MAX)) {
                    int partition = (int) JsonFields.number(field, number, 0, Integer.MAX_VALUE);
                    known.ifPresent(
                            t -> partitions.add(new PartitionId(t.metadata().id(), partition)));
                }
            }
        }
        return partitions;
    }
}
