package io.millrace.broker.http.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TailPageTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private TailServer server;

    @BeforeEach
    void start() {
        server = new TailServer(directory, TailServer.STREAMS);
        server.create("orders", 3, Map.of());
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void pagesThroughAllPartitionsByCursor() {
        // Given
        for (int i = 0; i < 10; i++) {
            server.append("orders", i % 3, "k", "{\"n\":" + i + "}");
        }

        // When
        JsonNode first = json(get("/v1/topics/orders/records?from=earliest&max_records=4"));
        JsonNode second = json(get("/v1/tail?topics=orders&cursor=" + cursor(first)));
        JsonNode third = json(get("/v1/tail?topics=orders&cursor=" + cursor(second)));

        // Then
        assertThat(first.get("records")).hasSize(4);
        assertThat(second.get("records")).hasSize(6);
        assertThat(third.get("records")).isEmpty();
        assertThat(third.get("gaps")).isNull();
    }

    @Test
    void aCursorBehindTheStartOfAnEpochIsNoGap() {
        // Given
        server.append("orders", 0, "k", "1");
        server.leadAnew();
        server.append("orders", 1, "k", "2");

        // When
        JsonNode read = json(get("/v1/tail?topics=orders&from=earliest"));
        server.leadAnew();
        JsonNode resumed = json(get("/v1/tail?topics=orders&cursor=" + cursor(read)));

        // Then
        assertThat(read.get("records")).hasSize(2);
        assertThat(resumed.get("gaps")).isNull();
    }

    @Test
    void waitsForTheFirstRecordAndNoLonger() {
        // Given
        JsonNode now = json(get("/v1/tail?topics=orders"));
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(
                        request("/v1/tail?topics=orders&max_wait_ms=20000&cursor=" + cursor(now)),
                        HttpResponse.BodyHandlers.ofString());

        // When
        server.append("orders", 2, "k", "{\"n\":1}");

        // Then
        assertThat(waiting)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(page -> assertThat(json(page).get("records")).hasSize(1));
    }

    @Test
    void givesAtLeastOneRecordHoweverLarge() {
        // Given
        server.append("orders", 0, "k", "\"" + "x".repeat(500_000) + "\"");

        // When
        JsonNode page = json(get("/v1/tail?topics=orders&from=earliest&max_bytes=1"));

        // Then
        assertThat(page.get("records")).hasSize(1);
    }

    @Test
    void startsAtTheTimeAskedFor() {
        // Given
        server.append("orders", 0, "k", "1");
        long time = System.currentTimeMillis() + 60_000;

        // When
        JsonNode later = json(get("/v1/tail?topics=orders&from=" + time));
        JsonNode earlier = json(get("/v1/tail?topics=orders&from=2020-01-01T00:00:00Z"));

        // Then
        assertThat(later.get("records")).isEmpty();
        assertThat(earlier.get("records")).hasSize(1);
    }

    @Test
    void tellsAGapAndGoesOnOrFailsAsAskedFor() {
        // Given
        for (int i = 0; i < 10; i++) {
            server.append("orders", 0, "k", "{\"n\":" + i + "}");
        }
        server.partition("orders", 0).deleteBefore(8).join();

        // When
        HttpResponse<String> goingOn = get("/v1/tail?topics=orders&cursor=k1~orders:0@2");
        HttpResponse<String> failing =
                get("/v1/tail?topics=orders&on_gap=fail&cursor=k1~orders:0@2");

        // Then
        JsonNode gap = json(goingOn).get("gaps").get(0);
        assertThat(gap.get("requested").longValue()).isEqualTo(2);
        assertThat(gap.get("resumed_at").longValue()).isEqualTo(8);
        assertThat(gap.get("reason").stringValue()).isEqualTo("retention");
        assertThat(failing.statusCode()).isEqualTo(410);
        assertThat(failing.body()).contains("offset_out_of_range");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/tail | 400 | invalid_request",
                "/v1/tail?topics=or%20ders | 400 | invalid_topic_name",
                "/v1/tail?topics=nothing | 404 | topic_not_found",
                "/v1/tail?topics=orders&partition=3 | 404 | partition_not_found",
                "/v1/tail?topics=orders&partiton=1 | 400 | unknown_field",
                "/v1/tail?topics=orders&from=yesterday | 400 | invalid_timestamp",
                "/v1/tail?topics=orders&cursor=k1 | 400 | invalid_cursor",
                "/v1/tail?topics=orders&cursor=k1~other:0@1 | 400 | invalid_cursor",
                "/v1/tail?topics=orders&cursor=k1~orders:3@1 | 400 | invalid_cursor",
                "/v1/tail?topics=orders&cursor=k1~orders!zzzzzz:0@1 | 410 | topic_recreated",
                "/v1/tail?topics=orders&cursor=k1~orders:0@4711 | 416 | offset_beyond_end",
                "/v1/tail?topics=orders&max_records=0 | 400 | invalid_request",
                "/v1/tail?topics=orders&max_wait_ms=55001 | 400 | invalid_request",
                "/v1/tail?topics=orders&ids=some | 400 | invalid_request",
                "/v1/tail?topics=orders&heartbeat=0s | 400 | invalid_request",
                "/v1/tail?topics=orders&event_type=x | 400 | invalid_request",
                "/v1/tail?topics=orders&format=value | 400 | invalid_request",
                "/v1/tail?topics=gone&cursor=k1~gone:0@1 | 410 | topic_deleted",
            })
    void refusesWhatItCannotServe(String target, int status, String code) {
        // When
        HttpResponse<String> answer = get(target);

        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).get("code").stringValue()).isEqualTo(code);
    }

    @Test
    void refusesStrangersAndUnknownMediaTypes() throws Exception {
        // When
        var stranger =
                http.send(
                        HttpRequest.newBuilder(server.uri("/v1/tail?topics=orders")).build(),
                        HttpResponse.BodyHandlers.ofString());
        var picture =
                http.send(
                        HttpRequest.newBuilder(server.uri("/v1/tail?topics=orders"))
                                .header("Authorization", server.authorization())
                                .header("Accept", "image/png")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(picture.statusCode()).isEqualTo(406);
    }

    @Test
    void speaksLinesWithCursorsBetweenThem() {
        // Given
        server.append("orders", 0, "k", "{\"a\":\n1}");

        // When
        try (StreamClient client =
                StreamClient.lines(server, "/v1/tail?topics=orders&from=earliest")) {
            StringBuilder text = new StringBuilder();
            while (text.toString().split("_cursor", -1).length < 3) {
                text.append(new String(client.chunk(), StandardCharsets.UTF_8));
            }

            // Then
            String[] lines = text.toString().split("\n");
            assertThat(lines[0]).startsWith("{\"_cursor\":\"k1~orders!");
            assertThat(lines[1]).contains("\"value\":{\"a\": 1}");
            assertThat(lines[2]).startsWith("{\"_cursor\":\"k1~orders!").isNotEqualTo(lines[0]);
        }
    }

    private HttpResponse<String> get(String target) {
        try {
            return http.send(request(target), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String target) {
        return HttpRequest.newBuilder(server.uri(target))
                .header("Authorization", server.authorization())
                .build();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static String cursor(JsonNode page) {
        return page.get("cursor").stringValue();
    }
}
