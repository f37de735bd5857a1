package io.millrace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.standalone.AdminDocument;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators do to a cluster of two brokers, over HTTP. */
class MovesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path directory;

    private static Cluster cluster;
    private static AdminDocument document;

    @BeforeAll
    static void start() throws Exception {
        cluster = new Cluster(directory);
        document = new AdminDocument();
        cluster.startBroker(1);
        cluster.startBroker(2);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/admin/v1/cluster").at("/live_brokers").intValue())
                                        .isEqualTo(2));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void movesAPartitionAndGivesLeadershipBack() throws Exception {
        // Given
        int from = create("moved", 1);
        int to = 3 - from;
        String move = move("moved", to);
        HttpResponse<String> planned = call("POST", "/admin/v1/reassignments?dry_run=true", move);

        // When
        HttpResponse<String> begun = call("POST", "/admin/v1/reassignments", move);

        // Then
        assertThat(JSON.readTree(planned.body()).at("/changes/0/path").stringValue())
                .isEqualTo("/spec/replicas");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        assertThat(begun.headers().firstValue("Location"))
                .hasValue("/admin/v1/reassignments/moved-0");
        assertThat(JSON.readTree(begun.body()).at("/status/removing/0").intValue()).isEqualTo(from);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            JsonNode partition = get("/admin/v1/topics/moved/partitions/0");
                            assertThat(partition.at("/replicas").toString())
                                    .isEqualTo("[" + to + "]");
                            assertThat(partition.at("/leader").intValue()).isEqualTo(to);
                        });
        assertProblem(call("GET", "/admin/v1/reassignments/moved-0", ""), 404, "not_found");
        assertProblem(
                call("DELETE", "/admin/v1/reassignments/moved-0", ""),
                409,
                "no_reassignment_in_progress");
        assertThat(call("POST", "/admin/v1/reassignments", move).statusCode()).isEqualTo(200);
        assertThat(call("POST", "/admin/v1/topics/moved:prefer-leaders", "").statusCode())
                .isEqualTo(200);
        assertThat(call("POST", "/admin/v1/cluster:prefer-leaders?dry_run=true", "").statusCode())
                .isEqualTo(200);
        JsonNode noted = get("/admin/v1/audit?resource_type=reassignment&resource_name=moved-0");
        assertThat(noted.at("/items").findValuesAsString("outcome"))
                .containsExactly("succeeded", "refused", "succeeded");
    }

    @Test
    void refusesMovesThatCanNotBe() throws Exception {
        // Given
        create("fixed", 1);

        // When // Then
        assertProblem(
                call("POST", "/admin/v1/reassignments", move("fixed", 9)), 400, "invalid_request");
        assertProblem(
                call("POST", "/admin/v1/reassignments", move("none", 1)), 404, "topic_not_found");
        assertProblem(
                call(
                        "POST",
                        "/admin/v1/reassignments",
                        "{\"topic\":\"fixed\",\"partition\":7,\"replicas\":[1]}"),
                404,
                "partition_not_found");
        assertProblem(
                call(
                        "POST",
                        "/admin/v1/reassignments",
                        "{\"topic\":\"fixed\",\"partition\":0,\"replicas\":\"1\"}"),
                400,
                "invalid_request");
    }

    @Test
    void asksTwiceBeforeRecordsAreGivenUp() throws Exception {
        // Given
        create("kept", 1);
        String path = "/admin/v1/topics/kept/partitions/0:elect-unclean";

        // When // Then
        assertProblem(call("POST", path, "{\"topic\":\"kept\"}"), 400, "invalid_request");
        assertProblem(call("POST", path, "{\"accept_data_loss\":true}"), 400, "invalid_request");
        assertProblem(
                call("POST", path, "{\"accept_data_loss\":true,\"topic\":\"kept\"}"),
                409,
                "election_not_needed");
        assertProblem(call("POST", "/admin/v1/cluster:reconcile", ""), 400, "invalid_request");
        assertProblem(call("DELETE", "/admin/v1/brokers/1", ""), 409, "broker_in_use");
        assertProblem(call("DELETE", "/admin/v1/brokers/8", ""), 404, "not_found");
    }

    @Test
    void listsWhatIsAmissAndTakesOutABrokerThatIsGone() throws Exception {
        // Given
        cluster.startBroker(3);
        create("amiss", 1);
        call("POST", "/admin/v1/reassignments", move("amiss", 3));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                get("/admin/v1/topics/amiss/partitions/0")
                                                        .at("/leader")
                                                        .intValue(-1))
                                        .isEqualTo(3));

        // When
        cluster.stopBroker(3);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(get("/admin/v1/brokers/3").at("/state").stringValue())
                                    .isEqualTo("fenced");
                            assertThat(
                                            get("/admin/v1/partitions?state=offline")
                                                    .at("/items/0/topic")
                                                    .stringValue())
                                    .isEqualTo("amiss");
                        });
        assertThat(get("/admin/v1/cluster").at("/offline_partitions").intValue()).isEqualTo(1);
        assertThat(get("/admin/v1/partitions?limit=1").has("next_page_token")).isTrue();
        assertThat(get("/admin/v1/health").at("/components/partitions/status").stringValue())
                .isEqualTo("degraded");
        assertProblem(call("DELETE", "/admin/v1/brokers/3", ""), 409, "broker_in_use");
        call("DELETE", "/admin/v1/topics/amiss", "");
        assertThat(call("DELETE", "/admin/v1/brokers/3", "").statusCode()).isEqualTo(204);
        assertProblem(call("GET", "/admin/v1/brokers/3", ""), 404, "not_found");
    }

    /**
     * @return who leads its first partition
     */
    private static int create(String topic, int partitions) throws Exception {
        HttpResponse<String> created =
                call(
                        "POST",
                        "/admin/v1/topics",
                        "{\"name\":\""
                                + topic
                                + "\",\"spec\":{\"replication_factor\":1,\"partitions\":"
                                + partitions
                                + ",\"configs\":{\"min.insync.replicas\":\"1\"}}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return get("/admin/v1/topics/" + topic + "/partitions/0").at("/leader").intValue();
    }

    private static String move(String topic, int to) {
        return "{\"topic\":\"" + topic + "\",\"partition\":0,\"replicas\":[" + to + "]}";
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).at("/code").stringValue()).isEqualTo(code);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = call("GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> call(String method, String path, String body)
            throws Exception {
        HttpResponse<String> answer = cluster.call(method, path, body);
        document.check(method, path, answer);
        return answer;
    }
}
