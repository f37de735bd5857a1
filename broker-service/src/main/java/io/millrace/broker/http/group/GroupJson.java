package io.millrace.broker.http.group;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What clients are told of groups, by the present names of topics. Any thread. */
final class GroupJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Topics topics;
    private final InstantSource clock;

    GroupJson(Topics topics, InstantSource clock) {
        this.topics = topics;
        this.clock = clock;
    }

    static byte[] bytes(Object json) {
        return JSON.writeValueAsBytes(json);
    }

    static Mono<ServerResponse> answer(byte[] json) {
        return Replies.json(
                ServerResponse.ok().header("Cache-Control", "no-store"),
                new JsonBytes(json.length).raw(json));
    }

    /** A membership's members, in order. */
    Map<String, Object> membership(Membership membership) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("session", membership.session());
        json.put("member_epoch", membership.memberEpoch());
        json.put("assignment", numbers(membership.assigned().keySet()));
        if (!membership.revoking().isEmpty()) {
            json.put("revoking", numbers(membership.revoking()));
            json.put(
                    "revoke_deadline",
                    clock.instant()
                            .plusMillis(membership.revokeWithinMs())
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString());
        }
        return json;
    }

    static Map<String, Object> timing(Membership membership, Map<String, Object> json) {
        json.put("heartbeat_interval_ms", membership.heartbeatIntervalMs());
        json.put("session_timeout_ms", membership.sessionTimeoutMs());
        return json;
    }

    /** Topic → its partitions. */
    private Map<String, Collection<Integer>> numbers(Collection<PartitionId> partitions) {
        Map<String, Collection<Integer>> byTopic = new TreeMap<>();
        for (PartitionId id : partitions) {
            name(id).ifPresent(
                            name ->
                                    byTopic.computeIfAbsent(name, each -> new TreeSet<>())
                                            .add(id.partition()));
        }
        return byTopic;
    }

    /** What was committed, and what was not, added to an answer. */
    Map<String, Object> committed(CommittedOffsets offsets, Map<String, Object> json) {
        Map<String, Map<String, Object>> acked = new TreeMap<>();
        offsets.offsets().forEach((id, next) -> put(acked, id, next.nextOffset()));
        json.put("acked", acked);
        if (!offsets.refused().isEmpty()) {
            Map<String, Map<String, Object>> refused = new TreeMap<>();
            offsets.refused().forEach((id, refusal) -> put(refused, id, refusal.code().code()));
            json.put("refused", refused);
        }
        return json;
    }

    private void put(Map<String, Map<String, Object>> byTopic, PartitionId id, Object value) {
        name(id).ifPresent(
                        name ->
                                byTopic.computeIfAbsent(name, each -> new LinkedHashMap<>())
                                        .put(Integer.toString(id.partition()), value));
    }

    /** Committed offsets as a list, in order. */
    List<Map<String, Object>> offsets(Map<PartitionId, NextOffset> offsets) {
        Map<String, Map<Integer, NextOffset>> byTopic = new TreeMap<>();
        offsets.forEach(
                (id, next) ->
                        name(id).ifPresent(
                                        name ->
                                                byTopic.computeIfAbsent(
                                                                name, each -> new TreeMap<>())
                                                        .put(id.partition(), next)));
        List<Map<String, Object>> list = new ArrayList<>();
        byTopic.forEach(
                (topic, ofTopic) ->
                        ofTopic.forEach(
                                (partition, next) -> {
                                    Map<String, Object> json = new LinkedHashMap<>();
                                    json.put("topic", topic);
                                    json.put("partition", partition);
                                    json.put("next_offset", next.nextOffset());
                                    json.put("metadata", next.metadata());
                                    list.add(json);
                                }));
        return list;
    }

    private Optional<String> name(PartitionId id) {
        return topics.find(id.topic()).map(Topic::metadata).map(topic -> topic.name().value());
    }
}
