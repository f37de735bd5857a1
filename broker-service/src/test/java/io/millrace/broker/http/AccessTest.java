package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.broker.http.DataPlane.Reply;
import io.millrace.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessTest {
    private static final String RECORDS = "/v1/topics/orders/records";
    private static final String BATCH = "{\"records\":[{\"value\":1}]}";

    private static DataPlane plane;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane =
                new DataPlane(
                        directory,
                        "millrace.broker.http.connections-max=40",
                        "millrace.broker.http.cors-allowed-origins=https://app.example");
        plane.create("orders", 1, Map.of());
        plane.create("open", 1, Map.of("read", "anonymous"));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void asksForCredentialsAndTakesAKeyEitherWay() {
        // Given
        String pair = plane.key.id() + ":" + plane.key.secret();
        String basic =
                "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        // When
        Reply none = plane.post(RECORDS, BATCH, "Authorization", "");
        Reply wrong = plane.post(RECORDS, BATCH, "Authorization", "Bearer mr_x_y");
        Reply page = plane.get("/v1/metadata", "Authorization", "", "Sec-Fetch-Mode", "cors");

        // Then
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.response().headers().allValues("WWW-Authenticate"))
                .anyMatch(c -> c.startsWith("Basic"))
                .anyMatch(c -> c.startsWith("Bearer"));
        assertThat(none.json().get("outcome").asString()).isEqualTo("not_appended");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(page.response().headers().allValues("WWW-Authenticate"))
                .noneMatch(c -> c.startsWith("Basic"));
        assertThat(plane.post(RECORDS, BATCH, "Authorization", basic).status()).isEqualTo(200);
    }

    @Test
    void aCookieNeedsProofOfOriginForChanges() {
        // Given
        String cookie = "session=" + plane.session();

        // Then
        assertThat(plane.post(RECORDS, BATCH, "Authorization", "", "Cookie", cookie).status())
                .isEqualTo(403);
        assertThat(
                        plane.post(
                                        RECORDS,
                                        BATCH,
                                        "Authorization",
                                        "",
                                        "Cookie",
                                        cookie,
                                        "X-Requested-With",
                                        "console")
                                .status())
                .isEqualTo(200);
        assertThat(plane.get("/v1/metadata", "Authorization", "", "Cookie", cookie).status())
                .isEqualTo(200);
    }

    @Test
    void anonymousReadersReadOpenTopicsOnly() {
        String anonymous = "Authorization";

        assertThat(plane.get("/v1/topics/open/offsets", anonymous, "").status()).isEqualTo(200);
        assertThat(plane.get("/v1/topics/orders/offsets", anonymous, "").status()).isEqualTo(401);
        assertThat(plane.get("/v1/topics/nowhere/offsets", anonymous, "").status()).isEqualTo(401);
        assertThat(plane.post("/v1/topics/open/records", BATCH, anonymous, "").status())
                .isEqualTo(401);
    }

    /** Routes are found on decoded segments: a filter on raw text would be passed by. */
    @Test
    void noSpellingOfAPathPassesTheFilterBy() {
        for (String path :
                List.of(
                        "/%76%31/topics/orders/offsets",
                        "/v1;x/topics/orders/offsets",
                        "/v1;x=%2Ftopics%2Fopen/topics/orders/offsets",
                        "/v1/topics;x/orders/offsets",
                        "/v1/topics/open%2F..%2Forders/offsets",
                        "/%762/stream/orders",
                        "/v1/problems/../topics/orders/offsets",
                        "/v1/tail?topics=open&topics=orders",
                        "/v1/tail?topics=open,orders")) {
            try (RawClient client = new RawClient(plane)) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n")).as(path).matches("(?s)HTTP/1.1 40[14] .*");
            }
        }
    }

    @Test
    void everybodyReadsTheProblemsAndTheDocumentAndTheyAgree() {
        // When
        Reply problems = plane.get("/v1/problems", "Authorization", "");
        Reply one = plane.get("/v1/problems/key_required", "Authorization", "");
        Reply document = plane.get("/v1/openapi.json", "Authorization", "");

        // Then
        assertThat(problems.json().get("problems")).hasSize(ErrorCode.values().length);
        assertThat(one.json().get("status").asInt()).isEqualTo(422);
        assertThat(document.json()).isEqualTo(plane.openApi.document());
        assertThat(plane.get("/v1/problems/nothing").status()).isEqualTo(404);
    }

    @Test
    void otherPathsAndMethodsAreProblemsToo() {
        try (RawClient client = new RawClient(plane)) {
            client.head("DELETE " + RECORDS);
            assertThat(client.readUntil("\"allow\""))
                    .contains("405")
                    .contains("Allow: GET, POST, HEAD");
        }
        try (RawClient client = new RawClient(plane)) {
            client.head("GET /v1/nothing");
            assertThat(client.readUntil("\"not_found\"")).contains("404").contains("problem+json");
        }
    }

    private static final String POST = "POST " + RECORDS + " HTTP/1.1\r\nHost: x\r\n";

    static List<Arguments> malformedRequests() {
        return List.of(
                arguments("\0\0\0\0\r\n\r\n", 400, "invalid_request"),
                arguments("GET\r\n\r\n", 400, "invalid_request"),
                arguments(
                        "GET /v1/metadata HTTP/9.9\r\nConnection: close\r\n\r\n",
                        401,
                        "unauthenticated"),
                arguments("GET /" + "x".repeat(200_000) + " HTTP/1.1\r\n\r\n", 414, "uri_too_long"),
                arguments(
                        "GET /v1/metadata HTTP/1.1\r\nHost: x\r\nX: "
                                + "y".repeat(200_000)
                                + "\r\n\r\n",
                        431,
                        "headers_too_large"),
                arguments(POST + "Content-Length: -5\r\n\r\n", 400, "invalid_request"),
                arguments(POST + "A\0b: c\r\n\r\n", 400, "invalid_request"),
                arguments(
                        "POST "
                                + RECORDS
                                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + plane.key.reveal()
                                + "\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                        400,
                        "invalid_request"),
                arguments(
                        "GET /v1/topics/%ff%/offsets HTTP/1.1\r\nHost: x\r\n"
                                + "Connection: close\r\n\r\n",
                        400, "invalid_request"),
                arguments(
                        "GET /v1/topics/..%2f..%2f/offsets HTTP/1.1\r\nHost: x\r\n"
                                + "Connection: close\r\nAuthorization: Bearer "
                                + plane.key.reveal()
                                + "\r\n\r\n",
                        400,
                        "invalid_topic_name"));
    }

    @ParameterizedTest
    @MethodSource("malformedRequests")
    void malformedRequestsGetAProblemAndTheConnectionEnds(String garbage, int status, String code) {
        // When
        String answer;
        try (RawClient client = new RawClient(plane)) {
            client.send(garbage);
            answer = client.readAll();
        }

        // Then
        assertThat(answer).matches("(?s)HTTP/\\d\\.\\d " + status + " .*");
        String[] parts = answer.split("\r\n\r\n", 2);
        assertThat(parts[0].toLowerCase(Locale.ROOT))
                .contains("content-type: application/problem+json")
                .contains("connection: close");
        JsonNode problem = new JsonMapper().readTree(parts[1]);
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.has("outcome")).isEqualTo(garbage.startsWith("POST"));
        assertThat(plane.post(RECORDS, BATCH).status()).isEqualTo(200);
    }

    @Test
    void turnsConnectionsBeyondTheLimitAway() {
        List<RawClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                open.add(new RawClient(plane));
            }
            await().untilAsserted(
                            () -> {
                                try (RawClient late = new RawClient(plane)) {
                                    assertThat(late.readUntil("\r\n\r\n"))
                                            .contains("503")
                                            .contains("Retry-After");
                                }
                            });
        } finally {
            open.forEach(RawClient::close);
        }
        await().untilAsserted(() -> assertThat(plane.post(RECORDS, BATCH).status()).isEqualTo(200));
    }

    @Test
    void pagesOfListedOriginsMayAsk() {
        try (RawClient client = new RawClient(plane)) {
            client.send(
                    "OPTIONS /v1/metadata HTTP/1.1\r\nHost: x\r\nOrigin: https://app.example\r\n"
                            + "Access-Control-Request-Method: GET\r\n"
                            + "Access-Control-Request-Headers: if-none-match\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n").toLowerCase())
                    .contains("200 ok")
                    .contains("access-control-allow-origin: https://app.example")
                    .contains("access-control-allow-headers: if-none-match")
                    .contains("access-control-max-age: 7200");
        }
        try (RawClient client = new RawClient(plane)) {
            client.send(
                    "OPTIONS /v1/metadata HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n"
                            + "Access-Control-Request-Method: GET\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).contains("403");
        }
    }
}
