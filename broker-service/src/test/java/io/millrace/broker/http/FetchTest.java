package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.http.DataPlane.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FetchTest {
    private static final String RECORDS = "/v1/topics/orders/partitions/0/records";

    private static DataPlane plane;
    private static long first;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane = new DataPlane(directory);
        plane.create("orders", 1, Map.of());
        plane.create("live", 1, Map.of());
        Reply reply =
                plane.post(
                        "/v1/topics/orders/records",
                        """
                        {"records":[
                        {"key":"a","value":{"n":1},"timestamp":1000},
                        {"key_base64":"/w==","value_text":"hello","timestamp":2000,
                         "headers":[{"name":"h","value":"1"},{"name":"h","value_base64":"/w=="}]},
                        {"key":"a","value":null,"timestamp":3000},
                        {"value":[1,
                        2],"timestamp":4000}]}
                        """);
        first = reply.json().at("/results/0/offset").asLong();
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void givesPagesWithALinkToTheNext() {
        // When
        Reply page = plane.get(RECORDS + "?offset=earliest&max_records=2");
        Reply next = plane.get(page.header("Link").replaceAll("<(.*)>.*", "$1"));

        // Then
        JsonNode records = page.json().get("records");
        assertThat(records).hasSize(2);
        assertThat(records.get(0).toString())
                .isEqualTo(
                        "{\"partition\":0,\"offset\":"
                                + first
                                + ",\"timestamp\":\"1970-01-01T00:00:01.000Z\",\"key\":\"a\",\"value\":{\"n\":1}}");
        assertThat(records.get(1).get("key_base64").asString()).isEqualTo("/w==");
        assertThat(records.get(1).get("value_text").asString()).isEqualTo("hello");
        assertThat(page.json().get("next_offset").asLong()).isEqualTo(first + 2);
        assertThat(next.json().get("records")).hasSize(2);
        assertThat(next.json().at("/records/0/value").isNull()).isTrue();
        assertThat(page.header("Link")).contains("max_records=2").contains("rel=\"next\"");
    }

    @Test
    void givesLinesThatAreOneRecordEach() {
        // When
        Reply lines = plane.get(RECORDS + "?offset=earliest", "Accept", "application/x-ndjson");

        // Then
        assertThat(lines.body().lines()).hasSize(4);
        assertThat(lines.contentType()).isEqualTo("application/x-ndjson");
    }

    @Test
    void startsAtATimeAndListsOffsetsByTime() {
        assertThat(plane.get(RECORDS + "?timestamp=2500").json().at("/records/0/offset").asLong())
                .isEqualTo(first + 2);
        assertThat(offset("earliest")).isLessThanOrEqualTo(first);
        assertThat(offset("latest")).isEqualTo(first + 4);
        assertThat(offset("1970-01-01T00:00:02Z")).isEqualTo(first + 1);
        assertThat(offset("2030-01-01T00:00:00Z")).isEqualTo(first + 4);
    }

    @Test
    void refusesOffsetsOutsideTheLogAndBadQueries() {
        assertProblem(plane.get(RECORDS + "?offset=999"), 416, "offset_beyond_end");
        assertProblem(plane.get(RECORDS), 400, "invalid_request");
        assertProblem(plane.get(RECORDS + "?offset=0&timestamp=1"), 400, "invalid_request");
        assertProblem(plane.get(RECORDS + "?offset=-1"), 400, "invalid_request");
        assertProblem(plane.get(RECORDS + "?offset=99999999999999999999"), 400, "invalid_request");
        assertProblem(plane.get(RECORDS + "?offset=0&max_wait_ms=60000"), 400, "invalid_request");
        assertProblem(plane.get(RECORDS + "?offset=0&max_recrods=1"), 400, "unknown_field");
        assertProblem(
                plane.get(RECORDS + "?offset=0", "Accept", "image/png"), 406, "not_acceptable");
        assertProblem(
                plane.get("/v1/topics/orders/partitions/7/records?offset=0"),
                404,
                "partition_not_found");
    }

    @Test
    void waitsForDataAndReturnsAsSoonAsThereIsSome() {
        // Given
        String path = "/v1/topics/live/partitions/0/records?offset=latest&max_wait_ms=20000";
        CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(() -> plane.get(path));
        Reply empty =
                plane.get("/v1/topics/live/partitions/0/records?offset=latest&max_wait_ms=300");

        // When
        plane.post("/v1/topics/live/records", "{\"records\":[{\"value\":7}]}");

        // Then
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.json().get("records")).isEmpty();
        assertThat(waiting.join().json().at("/records/0/value").asInt()).isEqualTo(7);
    }

    /** A strong tag stands for the same bytes: a cache must not take one shape for the other. */
    @Test
    void tagsEachShapeOfARecordByItself() {
        // Given
        Reply value = plane.get(RECORDS + "/" + first);
        Reply envelope = plane.get(RECORDS + "/" + first, "Accept", "application/json");

        // When
        Reply other =
                plane.get(
                        RECORDS + "/" + first,
                        "Accept",
                        "application/json",
                        "If-None-Match",
                        value.header("ETag"));
        Reply same =
                plane.get(
                        RECORDS + "/" + first + "?as=envelope",
                        "If-None-Match",
                        envelope.header("ETag"));

        // Then
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.json().get("topic").asString()).isEqualTo("orders");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo(envelope.header("ETag"));
    }

    @Test
    void tellsWhoAcceptsNonsense() {
        for (String path :
                new String[] {
                    RECORDS + "?offset=earliest",
                    RECORDS + "/" + first,
                    "/v1/tail?topics=orders",
                    "/v2/stream/orders"
                }) {
            assertProblem(plane.get(path, "Accept", "///"), 400, "invalid_request");
        }
    }

    @Test
    void givesOneRecordThatNeverChanges() {
        // When
        Reply json = plane.get(RECORDS + "/" + first);
        Reply known = plane.get(RECORDS + "/" + first, "If-None-Match", json.header("ETag"));
        Reply envelope = plane.get(RECORDS + "/" + first, "Accept", "application/json");
        Reply text = plane.get(RECORDS + "/" + (first + 1));
        Reply tombstone = plane.get(RECORDS + "/" + (first + 2));
        Reply exact = plane.get(RECORDS + "/" + (first + 3));

        // Then
        assertThat(json.body()).isEqualTo("{\"n\":1}");
        assertThat(json.contentType()).isEqualTo("application/json");
        assertThat(json.header("ETag")).startsWith("\"");
        assertThat(json.header("Cache-Control")).contains("immutable").contains("private");
        assertThat(json.header("Record-Key")).isEqualTo("a");
        assertThat(known.status()).isEqualTo(304);
        assertThat(envelope.json().get("topic").asString()).isEqualTo("orders");
        assertThat(text.body()).isEqualTo("hello");
        assertThat(text.contentType()).isEqualTo("text/plain");
        assertThat(text.header("Content-Disposition")).isEqualTo("attachment");
        assertThat(text.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(text.header("Record-Key-Base64")).isEqualTo("/w==");
        assertThat(tombstone.header("Record-Tombstone")).isEqualTo("true");
        assertThat(tombstone.body()).isEmpty();
        assertThat(exact.body()).isEqualTo("[1,\n2]");
        assertProblem(plane.get(RECORDS + "/" + (first + 4)), 404, "record_not_found");
    }

    @Test
    void tellsMetadataAndWhetherItChanged() {
        // When
        Reply metadata = plane.get("/v1/metadata?topics=orders");
        Reply same = plane.get("/v1/metadata", "If-None-Match", metadata.header("ETag"));

        // Then
        assertThat(metadata.json().get("topics")).hasSize(1);
        assertThat(metadata.body()).doesNotContain("secret").doesNotContain("access");
        assertThat(same.status()).isEqualTo(304);
    }

    private static long offset(String at) {
        return plane.get("/v1/topics/orders/offsets?at=" + at)
                .json()
                .at("/offsets/0/offset")
                .asLong();
    }

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.body()).contains("\"code\":\"" + code + "\"");
        assertThat(reply.status()).isEqualTo(status);
    }
}
