package io.millrace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.standalone.AdminDocument;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Administration of other processes: its answers are held to its document. */
class RemoteAdministrationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path directory;

    private static Cluster cluster;
    private static AdminDocument document;

    @BeforeAll
    static void start() throws Exception {
        cluster = new Cluster(directory);
        cluster.startBroker(1);
        document = new AdminDocument();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/admin/v1/brokers").at("/items")).hasSize(1));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void writesTheFirstKeyForItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.keyFile())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(cluster.keyFile())).startsWith("mr_").endsWith("\n");
    }

    @Test
    void tellsOfTheClusterItsBrokersAndItsHealth() throws Exception {
        // When
        JsonNode glance = get("/admin/v1/cluster");
        JsonNode broker = get("/admin/v1/brokers/1");
        JsonNode health = get("/admin/v1/health");

        // Then
        assertThat(glance.at("/mode").stringValue()).isEqualTo("cluster");
        assertThat(glance.at("/live_brokers").intValue()).isEqualTo(1);
        assertThat(glance.at("/safe_mode").booleanValue()).isFalse();
        assertThat(broker.at("/state").stringValue()).isEqualTo("live");
        assertThat(broker.at("/internal_url").stringValue()).startsWith("https://");
        assertThat(broker.at("/disk_total_bytes").longValue()).isPositive();
        assertThat(health.at("/components/controller/status").stringValue()).isEqualTo("up");
        assertThat(health.at("/components/database/status").stringValue()).isEqualTo("up");
        assertThat(health.at("/components/brokers/status").stringValue()).isEqualTo("up");
    }

    @Test
    void seesItsOwnChangesAtOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            String path = "/admin/v1/topics/own." + i;
            HttpResponse<String> made = call("PUT", path, "{\"spec\":{\"replication_factor\":1}}");
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(get(path).at("/spec/partitions").intValue()).isEqualTo(3);
            assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
            assertThat(call("GET", path, "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void refusesWhatTheControllerRefusesAndPlansWhatItWould() throws Exception {
        // Given
        create("plan", 1);

        // When
        HttpResponse<String> planned =
                call(
                        "PATCH",
                        "/admin/v1/topics/plan?dry_run=true",
                        "{\"spec\":{\"partitions\":4}}");
        HttpResponse<String> refused =
                call("PATCH", "/admin/v1/topics/plan", "{\"spec\":{\"partitions\":0}}");

        // Then
        assertThat(JSON.readTree(planned.body()).at("/operation").stringValue())
                .isEqualTo("update");
        assertThat(get("/admin/v1/topics/plan").at("/spec/partitions").intValue()).isEqualTo(1);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(refused.body()).at("/code").stringValue())
                .isEqualTo("invalid_partition_count");
    }

    @Test
    void passesRecordsOnAndTellsWhatTheirLeaderKnows() throws Exception {
        // Given
        create("records", 1);
        produce("records", "{\"records\":[{\"value\":\"a\"},{\"value\":\"b\"},{\"value\":\"c\"}]}");

        // When
        JsonNode read = get("/v1/topics/records/partitions/0/records?offset=earliest");
        JsonNode partition = get("/admin/v1/topics/records/partitions/0");
        HttpResponse<String> truncated =
                call("POST", "/admin/v1/topics/records:truncate", "{\"before\":{\"0\":-1}}");

        // Then
        assertThat(read.toString()).contains("\"a\"", "\"b\"", "\"c\"");
        assertThat(partition.at("/state").stringValue()).isEqualTo("online");
        assertThat(partition.at("/record_count_max").longValue()).isEqualTo(3);
        JsonNode emptied = JSON.readTree(truncated.body()).at("/items/0");
        assertThat(emptied.at("/log_start_offset")).isEqualTo(emptied.at("/high_watermark"));
        assertThat(emptied.at("/record_count_max").longValue()).isZero();
    }

    @Test
    void operatesOnGroupsThatAnotherProcessOwns() throws Exception {
        // Given
        create("grouped", 1);
        produce("grouped", "{\"records\":[{\"value\":\"a\"},{\"value\":\"b\"}]}");
        long end = get("/admin/v1/topics/grouped/partitions/0").at("/high_watermark").longValue();
        call(
                "PATCH",
                "/v1/groups/billing/offsets",
                "{\"offsets\":[{\"topic\":\"grouped\",\"partition\":0,\"next_offset\":"
                        + (end - 2)
                        + "}]}");

        // When
        JsonNode lag = get("/admin/v1/groups/billing/lag");
        HttpResponse<String> moved =
                call(
                        "POST",
                        "/admin/v1/groups/billing/offsets:reset",
                        "{\"to\":\"latest\",\"topics\":[\"grouped\"]}");

        // Then
        assertThat(lag.at("/total_lag").longValue()).isEqualTo(2);
        assertThat(lag.at("/max_lag_ms").longValue()).isPositive();
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        assertThat(JSON.readTree(moved.body()).at("/skipped").longValue()).isEqualTo(2);
        assertThat(get("/admin/v1/groups").at("/items/0/name").stringValue()).isEqualTo("billing");
        assertThat(get("/admin/v1/groups/billing").at("/offsets/0/next_offset").longValue())
                .isEqualTo(end);
        assertThat(call("POST", "/admin/v1/groups/billing/offsets:undo", "").statusCode())
                .isEqualTo(200);
        assertThat(get("/admin/v1/groups/billing/lag").at("/total_lag").longValue()).isEqualTo(2);
        assertThat(call("DELETE", "/admin/v1/groups/billing", "").statusCode()).isEqualTo(204);
        assertThat(call("GET", "/admin/v1/groups/billing", "").statusCode()).isEqualTo(404);
    }

    @Test
    void passesAStreamOnAsItComes() throws Exception {
        // Given
        create("stream", 1);
        HttpResponse<InputStream> stream =
                cluster.http()
                        .send(
                                request("/v1/tail?topics=stream&from=earliest")
                                        .header("Accept", "text/event-stream")
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            for (String text : List.of("first", "second")) {
                // When
                produce("stream", "{\"records\":[{\"value\":\"" + text + "\"}]}");
                String line = lines.readLine();
                while (line != null && !line.contains(text)) {
                    line = lines.readLine();
                }

                // Then
                assertThat(line).startsWith("data: ").contains(text);
            }
        }
    }

    @Test
    void leavesItToTheBrokerWhoMayReadOnTheSameOrigin() throws Exception {
        // Given
        create("guarded", 1);
        URI path = URI.create(cluster.url() + "/v1/topics/guarded/partitions/0/records?offset=0");

        // When
        HttpResponse<String> stranger =
                cluster.http()
                        .send(
                                HttpRequest.newBuilder(path).build(),
                                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> login = call("POST", "/admin/v1/session", "");
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        HttpResponse<String> browser =
                cluster.http()
                        .send(
                                HttpRequest.newBuilder(path)
                                        .header("Cookie", cookie)
                                        .header("Origin", cluster.url())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(login.statusCode()).isEqualTo(201);
        assertThat(browser.statusCode()).isEqualTo(200);
    }

    private static void create(String topic, int partitions) throws Exception {
        HttpResponse<String> created =
                call(
                        "POST",
                        "/admin/v1/topics",
                        "{\"name\":\""
                                + topic
                                + "\",\"spec\":{\"replication_factor\":1,\"partitions\":"
                                + partitions
                                + "}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        // The broker hears of it a moment later.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                get("/admin/v1/topics/" + topic)
                                                        .at("/status/phase")
                                                        .stringValue())
                                        .isEqualTo("ready"));
    }

    private static void produce(String topic, String records) throws Exception {
        HttpResponse<String> produced =
                cluster.call("POST", "/v1/topics/" + topic + "/records", records);
        assertThat(produced.statusCode()).as(produced.body()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(String path) throws Exception {
        return HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .header("Authorization", "Bearer " + Files.readString(cluster.keyFile()).strip());
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = call("GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> call(String method, String path, String body)
            throws Exception {
        HttpResponse<String> answer = cluster.call(method, path, body);
        if (path.startsWith("/admin/v1/")) {
            document.check(method, path, answer);
        }
        return answer;
    }
}
