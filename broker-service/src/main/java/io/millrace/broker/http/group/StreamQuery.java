package io.millrace.broker.http.group;

import io.millrace.broker.http.body.JsonFields;
import io.millrace.broker.http.route.Query;
import io.millrace.broker.http.stream.StreamRequest;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What a request for a member's stream asks for.
 *
 * @param resumed the id of the last event that the client has heard
 * @param join how to join if there is nothing to resume; empty if it names no topics
 * @param auto whether what was sent is taken for processed
 * @param idWithEvery whether each record has an id; chosen by the count of partitions if absent
 */
record StreamQuery(
        GroupId group,
        MemberId member,
        Optional<String> resumed,
        Optional<JoinBody> join,
        int maxUnacked,
        boolean auto,
        Optional<Boolean> idWithEvery) {
    private static final int UNACKED_MAX = 10_000;
    private static final int REBALANCE_MS_MAX = 3_600_000;
    private static final List<String> JOIN_TEXTS =
            List.of(
                    "topic_pattern",
                    "incarnation",
                    "instance_id",
                    "rack",
                    "assignor",
                    "auto_offset_reset");
    private static final Set<String> NAMES =
            Set.of(
                    "topics",
                    "topic_pattern",
                    "incarnation",
                    "instance_id",
                    "rack",
                    "assignor",
                    "rebalance_timeout_ms",
                    "auto_offset_reset",
                    "max_unacked",
                    "ack",
                    "ids",
                    "last_event_id");

    static StreamQuery of(ServerRequest request, StreamRequest stream) {
        GroupId group = MemberRequest.group(request);
        MemberId member = MemberRequest.member(request);
        Query query = Query.of(request, NAMES);
        boolean subscribes =
                query.text("topics").isPresent() || query.text("topic_pattern").isPresent();
        return new StreamQuery(
                group,
                member,
                stream.lastEventId().or(() -> query.text("last_event_id")),
                subscribes
                        ? Optional.of(JoinBody.of(group, member, joinFields(query)))
                        : Optional.empty(),
                query.integer("max_unacked", 1, UNACKED_MAX, 1_000),
                query.word("ack", List.of("explicit", "auto")).equals("auto"),
                query.text("ids")
                        .map(_ -> query.word("ids", List.of("batch", "every")).equals("every")));
    }

    /** The parameters as the fields of the body with which one joins. */
    private static JsonFields joinFields(Query query) {
        Map<String, Object> fields = new LinkedHashMap<>();
        query.text("topics").ifPresent(list -> fields.put("topics", list.split(",", -1)));
        JOIN_TEXTS.forEach(name -> query.text(name).ifPresent(text -> fields.put(name, text)));
        query.integer("rebalance_timeout_ms", 1, REBALANCE_MS_MAX)
                .ifPresent(ms -> fields.put("rebalance_timeout_ms", ms));
        return JsonFields.of(fields);
    }
}
