package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A group on one topic, by what any HTTP client can ask. Any thread. */
record ConsumerGroup(Millrace server, String name, String topic) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LINES = 1_000;

    /**
     * @param json what was answered, or the problem
     */
    record Reply(int status, JsonNode json) {
        static Reply of(HttpResponse<String> answer) {
            return new Reply(
                    answer.statusCode(),
                    answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body()));
        }

        boolean isSuccess() {
            return status == 200;
        }

        /** Why it was refused; empty if it was not. */
        String code() {
            return json.path("code").asString();
        }

        String cursor() {
            return json.get("cursor").stringValue();
        }

        long session() {
            return json.get("session").longValue();
        }

        long memberEpoch() {
            return json.get("member_epoch").longValue();
        }

        List<Place> records() {
            List<Place> records = new ArrayList<>();
            for (JsonNode each : json.get("records")) {
                records.add(
                        new Place(
                                each.get("partition").intValue(), each.get("offset").longValue()));
            }
            return records;
        }
    }

    /** Of a record. */
    record Place(int partition, long offset) {}

    /** Makes the topic, with so many records in each partition. */
    void prepare(int partitions, int recordsEach) {
        server.createTopic(topic, partitions);
        for (int p = 0; p < partitions; p++) {
            String line = "{\"partition\":" + p + ",\"value\":0}";
            for (int sent = 0; sent < recordsEach; sent += LINES) {
                String records =
                        IntStream.range(0, Math.min(LINES, recordsEach - sent))
                                .mapToObj(each -> line)
                                .collect(Collectors.joining(",", "{\"records\":[", "]}"));
                Reply stored = Reply.of(server.call("POST", recordsPath(), records));
                assertThat(stored.status()).as(stored.toString()).isEqualTo(200);
            }
        }
    }

    private String recordsPath() {
        return "/v1/topics/" + topic + "/records";
    }

    /** As a process that has just started. */
    Reply join(String member) {
        return call(
                "PUT",
                member(member),
                Map.of("topics", List.of(topic), "incarnation", UUID.randomUUID().toString()));
    }

    /**
     * @param ack whether what was given before is done
     */
    Reply poll(String member, String cursor, boolean ack, int recordsMax) {
        return call(
                "POST",
                member(member) + "/poll",
                Map.of(
                        "cursor", cursor,
                        "ack", ack,
                        "max_records", recordsMax,
                        "max_wait_ms", 100));
    }

    Reply heartbeat(String member, long session, long memberEpoch) {
        return call(
                "POST",
                member(member) + "/heartbeat",
                Map.of("session", session, "member_epoch", memberEpoch));
    }

    Reply acknowledge(String member, String cursor) {
        return call("POST", member(member) + "/acks", Map.of("cursor", cursor));
    }

    /**
     * By number.
     *
     * @param offsets partition → next offset
     */
    Reply commit(String member, long memberEpoch, Map<Integer, Long> offsets) {
        List<Map<String, Object>> list = new ArrayList<>();
        offsets.forEach(
                (partition, next) ->
                        list.add(
                                Map.of(
                                        "topic", topic,
                                        "partition", partition,
                                        "next_offset", next)));
        return call(
                "PATCH",
                "/v1/groups/" + name + "/offsets",
                Map.of("member_id", member, "member_epoch", memberEpoch, "offsets", list));
    }

    /** Partition → what is committed. */
    Map<Integer, Long> offsets() {
        Reply read = Reply.of(server.get("/v1/groups/" + name + "/offsets"));
        assertThat(read.status()).as(read.toString()).isEqualTo(200);
        Map<Integer, Long> offsets = new TreeMap<>();
        for (JsonNode each : read.json().get("offsets")) {
            offsets.put(each.get("partition").intValue(), each.get("next_offset").longValue());
        }
        return offsets;
    }

    /** Moves all positions there, and fences whoever is a member. */
    Reply rewind(long offset) {
        return call(
                "POST",
                "/admin/v1/groups/" + name + "/offsets:reset",
                Map.of(
                        "to",
                        "offset",
                        "offset",
                        offset,
                        "topics",
                        List.of(topic),
                        "active",
                        "fence"));
    }

    private String member(String member) {
        return "/v1/groups/" + name + "/members/" + member;
    }

    private Reply call(String method, String path, Map<String, Object> body) {
        return Reply.of(server.call(method, path, JSON.writeValueAsString(body)));
    }
}
