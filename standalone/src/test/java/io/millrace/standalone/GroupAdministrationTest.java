package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the admin API does to groups, every answer held to its document. */
class GroupAdministrationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GROUPS = "/admin/v1/groups";
    private static final int RECORDS = 10;

    @TempDir static Path data;

    private static MillraceProcess millrace;
    private static AdminDocument document;

    private final String topic = "t-" + UUID.randomUUID();
    private final String group = "g-" + UUID.randomUUID();
    private long start;
    private long end;

    @BeforeAll
    static void start() throws Exception {
        millrace = MillraceProcess.start(data);
        document = new AdminDocument();
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    /** A topic of one partition with ten records, all of which the group has committed. */
    private void caughtUp() throws Exception {
        call("PUT", "/admin/v1/topics/" + topic, "{\"spec\":{\"partitions\":1}}");
        produce();
        JsonNode partition = partition();
        start = partition.get("log_start_offset").longValue();
        end = partition.get("high_watermark").longValue();
        commit(end);
    }

    private void produce() throws Exception {
        String records = "{\"value\":1},".repeat(RECORDS);
        Answer produced =
                millrace.call(
                        "POST",
                        "/v1/topics/" + topic + "/records",
                        "{\"records\":[" + records.substring(0, records.length() - 1) + "]}");
        assertThat(produced.status()).as(produced.body()).isEqualTo(200);
    }

    private JsonNode partition() throws Exception {
        return JSON.readTree(call("GET", "/admin/v1/topics/" + topic + "/partitions/0", "").body());
    }

    private void commit(long nextOffset) throws Exception {
        Answer committed =
                millrace.call(
                        "PATCH",
                        "/v1/groups/" + group + "/offsets",
                        """
                        {"offsets":[{"topic":"%s","partition":0,"next_offset":%d}]}\
                        """
                                .formatted(topic, nextOffset));
        assertThat(committed.status()).as(committed.body()).isEqualTo(200);
    }

    /** One that has the partition. */
    private void join(String member) throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            Answer joined =
                                    millrace.call(
                                            "PUT",
                                            "/v1/groups/" + group + "/members/" + member,
                                            "{\"topics\":[\"" + topic + "\"]}");
                            assertThat(joined.status()).as(joined.body()).isEqualTo(200);
                            assertThat(describe().at("/members/0/assignment/" + topic)).hasSize(1);
                        });
    }

    private JsonNode describe() throws Exception {
        Answer found = call("GET", GROUPS + "/" + group, "");
        assertThat(found.status()).as(found.body()).isEqualTo(200);
        return JSON.readTree(found.body());
    }

    private long committed() throws Exception {
        return describe().at("/offsets/0/next_offset").longValue();
    }

    private Answer reset(String query, String body, String... headers) throws Exception {
        return call(
                "POST",
                GROUPS + "/" + group + "/offsets:reset" + query,
                body.replace("TOPIC", topic),
                headers);
    }

    private Answer undo(String body) throws Exception {
        return call("POST", GROUPS + "/" + group + "/offsets:undo", body);
    }

    private JsonNode lag() throws Exception {
        return JSON.readTree(call("GET", GROUPS + "/" + group + "/lag", "").body());
    }

    @Test
    void listsGroupsByNameStateAndPage() throws Exception {
        // Given
        caughtUp();
        join("m1");
        for (String name : List.of("list-a", "list-b", "list-c")) {
            millrace.call(
                    "PATCH",
                    "/v1/groups/" + name + "/offsets",
                    """
                    {"offsets":[{"topic":"%s","partition":0,"next_offset":0}]}\
                    """
                            .formatted(topic));
        }

        // When
        Answer first = call("GET", GROUPS + "?name_prefix=list-&limit=2", "");
        JsonNode page = JSON.readTree(first.body());
        String token = page.get("next_page_token").stringValue();
        JsonNode second =
                JSON.readTree(
                        call("GET", GROUPS + "?name_prefix=list-&limit=2&page_token=" + token, "")
                                .body());

        // Then
        assertThat(names(page)).containsExactly("list-a", "list-b");
        assertThat(page.get("total_count").intValue()).isEqualTo(3);
        assertThat(first.headers()).containsKey("link");
        assertThat(names(second)).containsExactly("list-c");
        assertThat(second.has("next_page_token")).isFalse();
        assertThat(names(list("?state=empty&limit=1000"))).contains("list-a").doesNotContain(group);
        assertThat(names(list("?state=stable&limit=1000"))).contains(group);
        assertProblem(call("GET", GROUPS + "?state=dead", ""), 400, "invalid_request");
    }

    private static JsonNode list(String query) throws Exception {
        return JSON.readTree(call("GET", GROUPS + query, "").body());
    }

    private static List<String> names(JsonNode page) {
        return page.get("items").valueStream().map(item -> item.get("name").stringValue()).toList();
    }

    @Test
    void describesMembersAndOffsets() throws Exception {
        // Given
        caughtUp();
        String before = etag();

        // When
        join("m1");

        // Then
        JsonNode found = describe();
        assertThat(found.get("state").stringValue()).isEqualTo("stable");
        assertThat(found.get("assignor").stringValue()).isEqualTo("uniform");
        assertThat(found.at("/members/0/member_id").stringValue()).isEqualTo("m1");
        assertThat(found.at("/members/0/topics/0").stringValue()).isEqualTo(topic);
        assertThat(found.at("/offsets/0/topic").stringValue()).isEqualTo(topic);
        assertThat(committed()).isEqualTo(end);
        assertThat(etag()).isEqualTo(before).startsWith("\"");
        assertProblem(call("GET", GROUPS + "/nobody", ""), 404, "group_not_found");
        assertProblem(call("GET", GROUPS + "/nobody/lag", ""), 404, "group_not_found");
    }

    private String etag() throws Exception {
        return call("GET", GROUPS + "/" + group, "").headers().getOrDefault("etag", "");
    }

    @Test
    void tellsHowFarAGroupIsBehindInRecordsAndInTime() throws Exception {
        // Given
        caughtUp();
        JsonNode none = lag();

        // When
        produce();
        await().untilAsserted(
                        () -> assertThat(lag().get("max_lag_ms").longValue()).isGreaterThan(50));
        JsonNode some = lag();

        // Then
        assertThat(none.get("total_lag").longValue()).isZero();
        assertThat(none.get("max_lag_ms").longValue()).isZero();
        assertThat(some.get("total_lag").longValue()).isEqualTo(RECORDS);
        assertThat(some.get("max_lag").longValue()).isEqualTo(RECORDS);
        assertThat(some.get("max_lag_ms").longValue()).isBetween(50L, 60_000L);
        assertThat(some.at("/partitions/0/committed_offset").longValue()).isEqualTo(end);
        assertThat(some.at("/partitions/0/end_offset").longValue()).isEqualTo(end + RECORDS);
        assertThat(some.get("unknown_partitions").longValue()).isZero();
    }

    @Test
    void doesNotCountWhatWasDeletedBeforeItWasRead() throws Exception {
        // Given
        caughtUp();
        commit(start);

        // When
        call(
                "POST",
                "/admin/v1/topics/" + topic + ":truncate",
                "{\"before\":{\"0\":" + (end - 3) + "}}");

        // Then
        JsonNode lag = lag();
        assertThat(lag.get("total_lag").longValue()).isEqualTo(3);
        assertThat(lag.has("max_lag_ms")).isTrue();
        assertThat(lag.get("lost_records").longValue()).isEqualTo(end - 3 - start);
        assertThat(lag.at("/partitions/0/lost_records").longValue()).isEqualTo(end - 3 - start);
        JsonNode plan =
                JSON.readTree(
                        reset("?dry_run=true", "{\"to\":\"latest\",\"topics\":[\"TOPIC\"]}")
                                .body());
        assertThat(plan.get("skipped").longValue()).isEqualTo(3);
    }

    @Test
    void aDryRunTellsWhatWouldBeReplayedAndMovesNothing() throws Exception {
        // Given
        caughtUp();

        // When
        JsonNode plan =
                JSON.readTree(
                        reset("?dry_run=true", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"]}")
                                .body());

        // Then
        assertThat(plan.get("dry_run").booleanValue()).isTrue();
        assertThat(plan.get("operation").stringValue()).isEqualTo("reset");
        assertThat(plan.get("replayed").longValue()).isEqualTo(end - start);
        assertThat(plan.get("skipped").longValue()).isZero();
        JsonNode move = plan.at("/partitions/0");
        assertThat(move.get("from").longValue()).isEqualTo(end);
        assertThat(move.get("to").longValue()).isEqualTo(start);
        assertThat(move.has("from_time")).isFalse();
        assertThat(Instant.parse(move.get("to_time").stringValue()))
                .isBetween(Instant.now().minusSeconds(120), Instant.now());
        assertThat(committed()).isEqualTo(end);
    }

    @Test
    void movesPositionsToEveryKindOfTarget() throws Exception {
        // Given
        caughtUp();
        Instant between = Instant.now().plusMillis(1);
        await().until(() -> Instant.now().isAfter(between.plusMillis(1)));
        produce();

        // When // Then
        reset("", "{\"to\":\"latest\",\"topics\":[\"TOPIC\"],\"partitions\":[0]}");
        assertThat(committed()).isEqualTo(end + RECORDS);
        reset(
                "",
                "{\"to\":\"timestamp\",\"timestamp\":\"" + between + "\",\"topics\":[\"TOPIC\"]}");
        assertThat(committed()).isEqualTo(end);
        reset(
                "",
                "{\"to\":\"timestamp\",\"timestamp\":"
                        + between.plusSeconds(3600).toEpochMilli()
                        + ",\"topics\":[\"TOPIC\"]}");
        assertThat(committed()).isEqualTo(end + RECORDS);
        reset("", "{\"to\":\"shift_by\",\"shift_by\":-3,\"topics\":[\"TOPIC\"]}");
        assertThat(committed()).isEqualTo(end + RECORDS - 3);
        reset("", "{\"to\":\"offset\",\"offset\":1000000,\"topics\":[\"TOPIC\"]}");
        assertThat(committed()).isEqualTo(end + RECORDS);
        reset("", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"]}");
        assertThat(committed()).isEqualTo(start);
    }

    @Test
    void namesWhatIsWrongWithAReset() throws Exception {
        // Given
        caughtUp();

        // When // Then
        for (String body :
                List.of(
                        "{\"to\":\"earliest\"}",
                        "{\"to\":\"earliest\",\"topics\":[]}",
                        "{\"to\":\"earliest\",\"topics\":\"TOPIC\"}",
                        "{\"to\":\"somewhere\",\"topics\":[\"TOPIC\"]}",
                        "{\"to\":\"offset\",\"topics\":[\"TOPIC\"]}",
                        "{\"to\":\"offset\",\"offset\":-1,\"topics\":[\"TOPIC\"]}",
                        "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"],\"active\":\"kill\"}")) {
            assertProblem(reset("", body), 400, "invalid_request");
        }
        millrace.call("PUT", "/admin/v1/topics/unread", "{\"spec\":{\"partitions\":1}}");
        assertProblem(
                reset("", "{\"to\":\"shift_by\",\"shift_by\":1,\"topics\":[\"unread\"]}"),
                400,
                "invalid_request");
        assertProblem(
                reset("", "{\"to\":\"earliest\",\"offset\":1,\"topics\":[\"TOPIC\"]}"),
                400,
                "unknown_field");
        assertProblem(
                reset("", "{\"to\":\"timestamp\",\"timestamp\":\"soon\",\"topics\":[\"TOPIC\"]}"),
                400,
                "invalid_timestamp");
        assertProblem(
                reset("", "{\"to\":\"earliest\",\"topics\":[\"no.such\"]}"),
                404,
                "topic_not_found");
        assertProblem(
                reset("", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"],\"partitions\":[7]}"),
                404,
                "partition_not_found");
        assertThat(committed()).isEqualTo(end);
    }

    @Test
    void aResetThatIsBasedOnOldOffsetsIsRefused() throws Exception {
        // Given
        caughtUp();
        String seen = etag();
        commit(end - 1);
        String body = "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"]}";

        // When // Then
        assertProblem(reset("", body, "If-Match", seen), 412, "etag_mismatch");
        assertThat(committed()).isEqualTo(end - 1);
        Answer moved = reset("", body, "If-Match", etag());
        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(moved.headers()).containsEntry("etag", etag());
        assertThat(committed()).isEqualTo(start);
    }

    @Test
    void membersAreFencedOnlyIfThatIsAskedFor() throws Exception {
        // Given
        caughtUp();
        join("m1");

        // When
        Answer refused = reset("", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"]}");
        Answer fenced =
                reset("", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"],\"active\":\"fence\"}");

        // Then
        assertProblem(refused, 409, "group_not_empty");
        assertThat(JSON.readTree(refused.body()).get("members").intValue()).isEqualTo(1);
        assertThat(JSON.readTree(fenced.body()).get("members_fenced").intValue()).isEqualTo(1);
        assertThat(committed()).isEqualTo(start);
        assertProblem(undo(""), 409, "group_not_empty");
        assertThat(undo("{\"active\":\"fence\"}").status()).isEqualTo(200);
        assertThat(committed()).isEqualTo(end);
    }

    @Test
    void aResetIsUndoneOnce() throws Exception {
        // Given
        caughtUp();
        reset("", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"]}");
        assertThat(describe().at("/undo/partitions").longValue()).isEqualTo(1);

        // When
        JsonNode undone = JSON.readTree(undo("").body());

        // Then
        assertThat(undone.get("operation").stringValue()).isEqualTo("undo");
        assertThat(undone.get("skipped").longValue()).isEqualTo(end - start);
        assertThat(committed()).isEqualTo(end);
        assertThat(describe().has("undo")).isFalse();
        assertProblem(undo(""), 404, "not_found");
    }

    @Test
    void deletesAGroupThatNobodyIsIn() throws Exception {
        // Given
        caughtUp();
        join("m1");
        String path = GROUPS + "/" + group;

        // When // Then
        assertProblem(call("DELETE", path, ""), 409, "group_not_empty");
        millrace.call("DELETE", "/v1/groups/" + group + "/members/m1", "");
        assertProblem(call("DELETE", path, "", "If-Match", "\"other\""), 412, "etag_mismatch");
        assertThat(call("DELETE", path + "?dry_run=true", "").status()).isEqualTo(200);
        assertThat(call("DELETE", path, "", "If-Match", etag()).status()).isEqualTo(204);
        assertProblem(call("GET", path, ""), 404, "group_not_found");
        assertProblem(call("DELETE", path, ""), 404, "group_not_found");
    }

    @Test
    void auditsWhatIsDoneToGroups() throws Exception {
        // Given
        caughtUp();

        // When
        reset("", "{\"to\":\"earliest\",\"topics\":[\"TOPIC\"]}");
        undo("");
        call("DELETE", GROUPS + "/" + group, "", "If-Match", "\"other\"");
        call("DELETE", GROUPS + "/" + group, "");

        // Then
        JsonNode entries =
                JSON.readTree(
                                call(
                                                "GET",
                                                "/admin/v1/audit?resource_type=group&resource_name="
                                                        + group,
                                                "")
                                        .body())
                        .get("items");
        assertThat(entries.valueStream().map(entry -> entry.get("action").stringValue()))
                .containsExactly("delete", "delete", "undo", "reset");
        assertThat(entries.valueStream().map(entry -> entry.get("outcome").stringValue()))
                .containsExactly("succeeded", "refused", "succeeded", "succeeded");
        JsonNode change = entries.at("/3/changes/0");
        assertThat(change.get("path").stringValue()).isEqualTo("/offsets/" + topic + "/0");
        assertThat(change.get("from").longValue()).isEqualTo(end);
        assertThat(change.get("to").longValue()).isEqualTo(start);
    }

    /** Calls, and holds the answer to the document. */
    private static Answer call(String method, String path, String body, String... headers)
            throws Exception {
        Answer answer = millrace.call(method, path, body, headers);
        document.check(method, path, answer);
        return answer;
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("code").stringValue()).isEqualTo(code);
    }
}
