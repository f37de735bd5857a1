package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.MillraceProcess.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API over HTTP, every answer held to its document. */
class AdminApiTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOPICS = "/admin/v1/topics";

    @TempDir static Path data;

    private static MillraceProcess millrace;
    private static AdminDocument document;

    @BeforeAll
    static void start() throws Exception {
        millrace = MillraceProcess.start(data);
        document = new AdminDocument();
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    @Test
    void createsATopicWithDocumentedDefaults() throws Exception {
        // When
        Answer created =
                call(
                        "POST",
                        TOPICS,
                        """
                        {"name":"create.me","description":"one","labels":{"team":"sales"},
                         "annotations":{"note":"x"},"spec":{"configs":{"retention.ms":"1000"}}}""");

        // Then
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("location", TOPICS + "/create.me");
        assertThat(created.headers()).containsKey("etag");
        JsonNode topic = JSON.readTree(created.body());
        assertThat(topic.at("/spec/partitions").intValue()).isEqualTo(3);
        assertThat(topic.at("/spec/replication_factor").intValue()).isEqualTo(1);
        assertThat(topic.at("/spec/configs/retention.ms").stringValue()).isEqualTo("1000");
        assertThat(topic.at("/status/phase").stringValue()).isEqualTo("ready");
        assertThat(topic.get("status").get("record_count_max").longValue()).isZero();
        assertThat(call("GET", TOPICS + "/create.me", "").body()).isEqualTo(created.body());
        assertProblem(call("POST", TOPICS, "{\"name\":\"create.me\"}"), 409, "topic_exists");
    }

    @Test
    void namesTheFieldOfARequestThatIsWrong() throws Exception {
        assertField(
                post("{\"name\":\"x\",\"spec\":{\"partition\":1}}"),
                "unknown_field",
                "/spec/partition");
        assertField(
                post("{\"name\":\"x\",\"spec\":{\"partitions\":\"1\"}}"),
                "invalid_request",
                "/spec/partitions");
        assertField(
                post("{\"name\":\"x\",\"labels\":{\"a b\":\"1\"}}"),
                "invalid_request",
                "/labels/a b");
        assertField(post("{\"spec\":{}}"), "invalid_request", "/name");
        assertField(post("[]"), "invalid_request", "");
        assertProblem(post("{\"name\":\"x\",\"name\":\"y\"}"), 400, "invalid_json");
        assertProblem(post("{\"name\":"), 400, "invalid_json");
        assertProblem(post("{\"name\":\"no/slash\"}"), 400, "invalid_topic_name");
        assertProblem(
                post("{\"name\":\"x\",\"spec\":{\"configs\":{\"retention.ms\":\"soon\"}}}"),
                400,
                "invalid_config");
        assertProblem(
                post("{\"name\":\"x\",\"spec\":{\"configs\":{\"no.such\":\"1\"}}}"),
                400,
                "invalid_config");
        assertProblem(
                post("{\"name\":\"x\",\"spec\":{\"partitions\":0}}"),
                422,
                "invalid_partition_count");
        assertProblem(
                post("{\"name\":\"x\",\"spec\":{\"replication_factor\":2}}"),
                422,
                "invalid_replication_factor");
        assertProblem(
                call("POST", TOPICS, "name=x", "Content-Type", "text/plain"),
                415,
                "unsupported_media_type");
        assertProblem(
                call("POST", TOPICS + "?dry_rum=true", "{\"name\":\"x\"}"), 400, "invalid_request");
        assertProblem(call("GET", TOPICS + "/x", ""), 404, "topic_not_found");
    }

    @Test
    void putBringsATopicToAStateAndIsIdempotent() throws Exception {
        // Given
        String path = TOPICS + "/put.me";
        String state =
                "{\"labels\":{\"a\":\"1\"},\"spec\":{\"partitions\":2,\"configs\":{\"segment.ms\":\"5000\"}}}";

        // When
        Answer created = call("PUT", path, state);
        Answer again = call("PUT", path, state);
        Answer grown = call("PUT", path, "{\"spec\":{\"partitions\":4}}");

        // Then
        assertThat(created.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.headers().get("etag")).isEqualTo(created.headers().get("etag"));
        JsonNode topic = JSON.readTree(grown.body());
        assertThat(topic.at("/spec/partitions").intValue()).isEqualTo(4);
        assertThat(topic.at("/spec/configs").isEmpty()).isTrue();
        assertThat(topic.at("/labels").isEmpty()).isTrue();
        assertProblem(
                call("PUT", path, "{\"spec\":{\"partitions\":3}}"), 422, "invalid_partition_count");
        assertProblem(
                call("PUT", path, "{\"spec\":{\"replication_factor\":3}}"),
                422,
                "invalid_replication_factor");
    }

    @Test
    void refusesAChangeThatIsBasedOnAnOldState() throws Exception {
        // Given
        String path = TOPICS + "/match.me";
        String first = call("PUT", path, "{}", "If-None-Match", "*").headers().get("etag");
        Answer second = call("PATCH", path, "{\"labels\":{\"x\":\"1\"}}", "If-Match", first);

        // When
        Answer stale = call("PATCH", path, "{\"labels\":{\"x\":\"2\"}}", "If-Match", first);

        // Then
        assertThat(second.status()).isEqualTo(200);
        assertProblem(stale, 412, "etag_mismatch");
        assertThat(JSON.readTree(stale.body()).at("/current_etag").stringValue())
                .isEqualTo(second.headers().get("etag"));
        assertProblem(call("PUT", path, "{}", "If-None-Match", "*"), 412, "etag_mismatch");
        assertProblem(call("DELETE", path, "", "If-Match", first), 412, "etag_mismatch");
        assertThat(call("GET", path, "", "If-None-Match", second.headers().get("etag")).status())
                .isEqualTo(304);
    }

    @Test
    void patchMergesAndNullRemoves() throws Exception {
        // Given
        String path = TOPICS + "/patch.me";
        call(
                "PUT",
                path,
                "{\"description\":\"d\",\"labels\":{\"a\":\"1\",\"b\":\"2\"},\"spec\":{\"partitions\":1,\"configs\":{\"retention.ms\":\"1000\",\"segment.ms\":\"2000\"}}}");

        // When
        Answer patched =
                call(
                        "PATCH",
                        path,
                        "{\"description\":null,\"labels\":{\"a\":null,\"c\":\"3\"},\"spec\":{\"partitions\":2,\"configs\":{\"segment.ms\":null}}}",
                        "Content-Type",
                        "application/merge-patch+json");

        // Then
        JsonNode topic = JSON.readTree(patched.body());
        assertThat(topic.has("description")).isFalse();
        assertThat(topic.get("labels").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
        assertThat(topic.at("/spec/partitions").intValue()).isEqualTo(2);
        assertThat(topic.at("/spec/configs").toString()).isEqualTo("{\"retention.ms\":\"1000\"}");
    }

    @Test
    void aDryRunPlansAndChangesNothing() throws Exception {
        // Given
        String path = TOPICS + "/plan.me";
        call("PUT", path, "{\"spec\":{\"partitions\":1}}");

        // When
        Answer plan =
                call(
                        "PATCH",
                        path + "?dry_run=true",
                        "{\"spec\":{\"partitions\":3,\"configs\":{\"read\":\"anonymous\"}}}");
        Answer creation = call("POST", TOPICS + "?dry_run=true", "{\"name\":\"not.made\"}");
        Answer deletion = call("DELETE", path + "?dry_run=true", "");

        // Then
        JsonNode json = JSON.readTree(plan.body());
        assertThat(json.get("operation").stringValue()).isEqualTo("update");
        assertThat(json.get("changes").toString())
                .contains("/spec/partitions", "/spec/configs/read");
        assertThat(json.get("warnings").size()).isEqualTo(2);
        assertThat(JSON.readTree(creation.body()).get("operation").stringValue())
                .isEqualTo("create");
        assertThat(JSON.readTree(deletion.body()).get("operation").stringValue())
                .isEqualTo("delete");
        assertThat(call("GET", TOPICS + "/not.made", "").status()).isEqualTo(404);
        assertThat(JSON.readTree(call("GET", path, "").body()).at("/spec/partitions").intValue())
                .isOne();
    }

    @Test
    void listsInPagesAndByFilters() throws Exception {
        // Given
        for (String name : List.of("list.a", "list.b", "list.c")) {
            call("PUT", TOPICS + "/" + name, "{\"labels\":{\"n\":\"" + name.charAt(5) + "\"}}");
        }

        // When
        Answer first = call("GET", TOPICS + "?name_prefix=list.&limit=2", "");
        JsonNode page = JSON.readTree(first.body());
        Answer second =
                call(
                        "GET",
                        TOPICS
                                + "?name_prefix=list.&limit=2&page_token="
                                + page.get("next_page_token").stringValue(),
                        "");

        // Then
        assertThat(names(page)).containsExactly("list.a", "list.b");
        assertThat(page.get("total_count").intValue()).isEqualTo(3);
        assertThat(first.headers().get("link")).contains("page_token=", "rel=\"next\"");
        assertThat(names(JSON.readTree(second.body()))).containsExactly("list.c");
        assertThat(JSON.readTree(second.body()).has("next_page_token")).isFalse();
        assertThat(names(JSON.readTree(call("GET", TOPICS + "?label_selector=n,n!=b", "").body())))
                .containsExactly("list.a", "list.c");
        assertThat(names(JSON.readTree(call("GET", TOPICS + "?name_contains=IST.B", "").body())))
                .containsExactly("list.b");
        assertProblem(call("GET", TOPICS + "?limit=0", ""), 400, "invalid_request");
        assertProblem(call("GET", TOPICS + "?label_selector==", ""), 400, "invalid_request");
    }

    @Test
    void setsAndResetsConfigs() throws Exception {
        // Given
        call("PUT", TOPICS + "/config.me", "{}");
        String configs = TOPICS + "/config.me/configs";

        // When
        Answer put = call("PUT", configs, "{\"retention.ms\":\"5000\",\"segment.ms\":\"2000\"}");
        Answer patched =
                call("PATCH", configs, "{\"segment.ms\":null,\"cleanup.policy\":\"compact\"}");
        Answer reset = call("DELETE", configs + "/retention.ms", "");

        // Then
        assertThat(config(put, "retention.ms").get("source").stringValue()).isEqualTo("topic");
        assertThat(config(patched, "segment.ms").get("source").stringValue()).isEqualTo("default");
        assertThat(config(patched, "cleanup.policy").get("value").stringValue())
                .isEqualTo("compact");
        assertThat(config(reset, "retention.ms").get("value").stringValue()).isEqualTo("604800000");
        assertProblem(call("DELETE", configs + "/no.such", ""), 400, "invalid_config");
        assertProblem(call("PUT", configs, "{\"retention.ms\":5}"), 400, "invalid_request");
        assertThat(call("GET", "/admin/v1/topic-configs", "").status()).isEqualTo(200);
    }

    @Test
    void truncatesAndShowsPartitions() throws Exception {
        // Given
        call("PUT", TOPICS + "/cut.me", "{\"spec\":{\"partitions\":2}}");
        millrace.call(
                "POST",
                "/v1/topics/cut.me/partitions/0/records",
                "{\"records\":[{\"value\":1},{\"value\":2},{\"value\":3}]}");
        String truncate = TOPICS + "/cut.me:truncate";

        // When
        Answer plan = call("POST", truncate + "?dry_run=true", "{\"before\":{\"0\":-1}}");
        Answer cut = call("POST", truncate, "{\"before\":{\"0\":-1}}");

        // Then
        assertThat(JSON.readTree(plan.body()).get("operation").stringValue()).isEqualTo("truncate");
        JsonNode partition = JSON.readTree(cut.body()).at("/items/0");
        assertThat(partition.get("record_count_max").longValue()).isZero();
        assertThat(partition.get("log_start_offset").longValue()).isGreaterThanOrEqualTo(3);
        assertThat(call("GET", TOPICS + "/cut.me/partitions/0", "").status()).isEqualTo(200);
        assertProblem(
                call("POST", truncate, "{\"before\":{\"0\":1000}}"), 416, "offset_beyond_end");
        assertProblem(call("POST", truncate, "{\"before\":{\"7\":0}}"), 404, "partition_not_found");
        assertProblem(call("POST", truncate, "{\"before\":{}}"), 400, "invalid_request");
        assertProblem(call("GET", TOPICS + "/cut.me/partitions/2", ""), 404, "partition_not_found");
    }

    @Test
    void deletesATopicAndFreesItsName() throws Exception {
        // Given
        Answer first = call("PUT", TOPICS + "/delete.me", "{\"labels\":{\"a\":\"1\"}}");

        // When
        Answer deleted = call("DELETE", TOPICS + "/delete.me", "");
        Answer anew = call("PUT", TOPICS + "/delete.me", "{}");

        // Then
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(anew.status()).isEqualTo(201);
        assertThat(JSON.readTree(anew.body()).get("topic_id"))
                .isNotEqualTo(JSON.readTree(first.body()).get("topic_id"));
        assertThat(JSON.readTree(anew.body()).get("labels").isEmpty()).isTrue();
    }

    @Test
    void auditsWhatSucceededAndWhatWasRefused() throws Exception {
        // When
        call("PUT", TOPICS + "/audit.me", "{\"spec\":{\"partitions\":2}}");
        call("PATCH", TOPICS + "/audit.me", "{\"spec\":{\"partitions\":1}}");
        call("DELETE", TOPICS + "/audit.me", "");

        // Then
        JsonNode entries =
                JSON.readTree(
                                call(
                                                "GET",
                                                "/admin/v1/audit?resource_type=topic&resource_name=audit.me",
                                                "")
                                        .body())
                        .get("items");
        assertThat(Stream.of(0, 1, 2).map(i -> entries.at("/" + i + "/outcome").stringValue()))
                .containsExactly("succeeded", "refused", "succeeded");
        assertThat(entries.at("/1/problem_code").stringValue())
                .isEqualTo("invalid_partition_count");
        assertThat(entries.at("/0/principal").stringValue()).isEqualTo("admin");
        assertThat(call("GET", "/admin/v1/audit?limit=1", "").headers()).containsKey("link");
    }

    @Test
    void logsABrowserInAndGuardsItsCookie() throws Exception {
        // When
        Answer login = call("POST", "/admin/v1/session", "");
        String cookie = login.headers().get("set-cookie");
        String pair = cookie.substring(0, cookie.indexOf(';'));

        // Then
        assertThat(login.status()).isEqualTo(201);
        assertThat(cookie).startsWith("session=").contains("HttpOnly", "SameSite=Strict", "Path=/");
        Answer me = millrace.callAsStranger("GET", "/admin/v1/session", "", "Cookie", pair);
        document.check("GET", "/admin/v1/session", me);
        assertThat(JSON.readTree(me.body()).get("authenticated_by").stringValue())
                .isEqualTo("session");
        assertProblem(
                millrace.callAsStranger("DELETE", TOPICS + "/none", "", "Cookie", pair),
                403,
                "csrf_rejected");
        assertThat(
                        millrace.callAsStranger(
                                        "DELETE",
                                        TOPICS + "/none",
                                        "",
                                        "Cookie",
                                        pair,
                                        "Sec-Fetch-Site",
                                        "same-origin")
                                .status())
                .isEqualTo(404);
        assertThat(
                        millrace.callAsStranger(
                                        "DELETE",
                                        "/admin/v1/session",
                                        "",
                                        "Cookie",
                                        pair,
                                        "X-Requested-With",
                                        "test")
                                .headers()
                                .get("set-cookie"))
                .contains("Max-Age=0");
        assertProblem(
                millrace.callAsStranger("POST", "/admin/v1/session", "", "Cookie", pair),
                401,
                "unauthenticated");
    }

    @Test
    void letsNobodyInWithoutAKey() throws Exception {
        for (String path :
                List.of(TOPICS, "/admin/v1/cluster", "/admin/v1/metrics", "/admin/v1/audit")) {
            Answer refused = millrace.callAsStranger("GET", path, "");
            assertProblem(refused, 401, "unauthenticated");
            assertThat(refused.headers()).containsKey("www-authenticate");
        }
        assertProblem(
                millrace.callAsStranger(
                        "GET", TOPICS, "", "Authorization", "Bearer mr_abc_0123456789abcdef0123"),
                401,
                "unauthenticated");
        assertThat(millrace.callAsStranger("GET", "/actuator/health", "").status()).isEqualTo(404);
    }

    @Test
    void tellsOfTheClusterItsHealthAndItself() throws Exception {
        for (String path :
                List.of(
                        "/admin/v1/cluster",
                        "/admin/v1/brokers",
                        "/admin/v1/brokers/0",
                        "/admin/v1/health",
                        "/admin/v1/metrics",
                        "/admin/v1/problems",
                        "/admin/v1/problems/topic_exists",
                        "/admin/v1/openapi.json")) {
            assertThat(call("GET", path, "").status()).as(path).isEqualTo(200);
        }
        assertThat(JSON.readTree(call("GET", "/admin/v1/openapi.json", "").body()))
                .isEqualTo(document.document());
        assertThat(call("GET", "/admin/v1/metrics", "").body())
                .contains("jvm_memory_used_bytes", "millrace_");
        assertThat(millrace.call("GET", "/admin/v1/health/live", "").status()).isEqualTo(200);
        assertThat(millrace.call("PATCH", "/admin/v1/cluster", "{}").status()).isEqualTo(405);
        assertThat(millrace.call("GET", "/admin/v1/none", "").body()).contains("not_found");
    }

    @Test
    void streamsTheChangesOfAList() throws Exception {
        // Given
        call("PUT", TOPICS + "/watch.old", "{}");
        HttpResponse<Stream<String>> stream =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        millrace.url().orElseThrow()
                                                                + TOPICS
                                                                + "?watch=true&name_prefix=watch."))
                                        .header("Accept", "text/event-stream")
                                        .header("Authorization", "Bearer " + millrace.adminKey())
                                        .timeout(Duration.ofSeconds(30))
                                        .build(),
                                HttpResponse.BodyHandlers.ofLines());

        // When
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                call("PUT", TOPICS + "/watch.new", "{}");
                                call("PATCH", TOPICS + "/watch.new", "{\"labels\":{\"a\":\"1\"}}");
                                call("DELETE", TOPICS + "/watch.new", "");
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });

        // Then
        List<String> events;
        try (Stream<String> lines = stream.body()) {
            events =
                    lines.filter(line -> line.startsWith("event:"))
                            .map(line -> line.substring(6))
                            .filter(event -> !event.equals("modified"))
                            .limit(4)
                            .toList();
        }
        assertThat(events).containsExactly("added", "bookmark", "added", "deleted");
    }

    @Test
    void servesTheConsoleWithASafePolicy() throws Exception {
        // When
        Answer root = millrace.callAsStranger("GET", "/", "");
        Answer page = millrace.callAsStranger("GET", "/console/topics/orders.v2", "");

        // Then
        assertThat(root.headers()).containsEntry("location", "/console/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("<div id=\"root\">");
        assertThat(page.headers().get("content-security-policy"))
                .contains("script-src 'self'", "frame-ancestors 'none'");
        assertThat(millrace.callAsStranger("GET", "/console/assets/none.js", "").status())
                .isEqualTo(404);
    }

    private static Answer post(String body) throws Exception {
        return call("POST", TOPICS, body);
    }

    /** Calls, and holds the answer to the document. */
    private static Answer call(String method, String path, String body, String... headers)
            throws Exception {
        Answer answer = millrace.call(method, path, body, headers);
        document.check(method, path, answer);
        return answer;
    }

    private static List<String> names(JsonNode page) {
        return page.get("items").valueStream().map(item -> item.get("name").stringValue()).toList();
    }

    private static JsonNode config(Answer answer, String name) {
        return JSON.readTree(answer.body())
                .get("items")
                .valueStream()
                .filter(item -> item.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("code").stringValue()).isEqualTo(code);
    }

    private static void assertField(Answer answer, String code, String field) {
        assertProblem(answer, 400, code);
        assertThat(JSON.readTree(answer.body()).get("field").stringValue()).isEqualTo(field);
    }
}
