package io.millrace.broker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.http.DataPlane.Reply;
import io.millrace.protocol.Partitioner;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineStreamTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String NDJSON = "application/x-ndjson";

    private static DataPlane plane;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane =
                new DataPlane(
                        directory,
                        "millrace.broker.http.stream-idle-timeout=1500ms",
                        "millrace.broker.http.body-idle-timeout=1s");
        for (String topic : List.of("duplex", "bad", "long", "cut", "idle", "again", "gone")) {
            plane.create(topic, 1, Map.of());
        }
        plane.create("many", 3, Map.of());
        plane.create("spread", 3, Map.of());
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void sendsEachReceiptWhileTheBodyIsStillComing() {
        try (RawClient client = stream("duplex")) {
            // When
            client.chunk("{\"key\":\"42\",\"value\":{\"n\":1}}\n");
            String first = client.readUntil("}\n");
            client.chunk("{\"key\":\"43\",\"val").chunk("ue\":{\"n\":2}}\n\n");
            String second = client.readUntil("}\n");
            client.lastChunk();

            // Then
            assertThat(first).contains("200 OK").contains("{\"partition\":0,\"offset\":");
            assertThat(second).contains("{\"partition\":0,\"offset\":");
            assertThat(client.readUntil("0\r\n\r\n")).doesNotContain("problem");
        }
    }

    @Test
    void answersEveryLineInItsOrder() {
        // Given
        String body =
                IntStream.range(0, 5_000)
                        .mapToObj(
                                i ->
                                        "{\"key\":\""
                                                + i
                                                + "\",\"value\":"
                                                + i
                                                + ",\"id\":\""
                                                + i
                                                + "\"}\n")
                        .collect(Collectors.joining());

        // When
        Reply reply = plane.post("/v1/topics/many/records", body, "Content-Type", NDJSON);

        // Then
        List<JsonNode> receipts = receipts(reply);
        assertThat(receipts).hasSize(5_000);
        for (int i = 0; i < receipts.size(); i++) {
            assertThat(receipts.get(i).get("id").asString()).isEqualTo("" + i);
            assertThat(receipts.get(i).has("offset")).isTrue();
        }
    }

    @Test
    void aLineThatIsNoRecordGetsAProblemAndTheStreamGoesOn() {
        // When
        Reply reply =
                plane.post(
                        "/v1/topics/bad/records",
                        ("{\"value\":1}\n{\"value\":\n\n  \n{\"x\":1}\r\n{\"value\":2}\r\n{\"value\":3}\n"
                                        + "{\"value\":")
                                .getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        NDJSON);

        // Then
        List<JsonNode> receipts = receipts(reply);
        assertThat(receipts).hasSize(6);
        assertThat(codes(receipts))
                .containsExactly("", "invalid_json", "unknown_field", "", "", "invalid_json");
        assertThat(receipts.get(1).get("problem").get("line").asInt()).isEqualTo(2);
        assertThat(receipts.get(1).get("problem").get("outcome").asString())
                .isEqualTo("not_appended");
        assertThat(values("bad")).containsExactly("1", "2", "3");
    }

    @Test
    void aLineOf200MegabytesIsRefusedWithoutBeingKept() {
        try (RawClient client = stream("long")) {
            // Given
            String part = "x".repeat(1 << 20);
            client.chunk("{\"value\":1}\n");

            // When
            client.chunk("{\"value_text\":\"");
            for (int i = 0; i < 200; i++) {
                client.chunk(part);
            }
            client.chunk("\"}\n{\"value\":2}\n").lastChunk();

            // Then
            String answer = client.readUntil("0\r\n\r\n");
            assertThat(answer).contains("\"code\":\"record_too_large\"");
            assertThat(values("long")).containsExactly("1", "2");
        }
    }

    @Test
    void aClientThatVanishesInALineLosesThatLineOnly() {
        // When
        try (RawClient client = stream("gone")) {
            client.chunk("{\"value\":1}\n{\"val");
            client.readUntil("}\n");
        }

        // Then
        assertThat(values("gone")).containsExactly("1");
        assertThat(plane.post("/v1/topics/gone/records", "{\"records\":[{\"value\":2}]}").status())
                .isEqualTo(200);
        assertThat(values("gone")).containsExactly("1", "2");
    }

    @Test
    void aStreamThatStandsStillIsToldSoAndEnded() {
        try (RawClient client = stream("idle")) {
            // When
            client.chunk("{\"value\":1}\n");
            client.readUntil("}\n");

            // Then
            assertThat(client.readUntil("}\n")).contains("\"code\":\"request_timed_out\"");
            client.readAll();
        }
    }

    @Test
    void aBatchThatStandsStillIsToldSo() {
        try (RawClient client = new RawClient(plane)) {
            // When
            client.head(
                    "POST /v1/topics/idle/records",
                    "Content-Type: application/json",
                    "Content-Length: 1000");
            client.send("{\"records\":");

            // Then
            assertThat(client.readAll()).contains("504").contains("\"code\":\"request_timed_out\"");
        }
    }

    @Test
    void aSequencedStreamIsTakenUpAgainWithoutLossOrDuplicate() {
        // Given
        String[] from0 = {
            "Content-Type", NDJSON, "Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", "0"
        };
        String[] from2 = from0.clone();
        from2[7] = "2";

        // When
        Reply first = plane.post("/v1/topics/again/records", lines(0, 4), from0);
        Reply again = plane.post("/v1/topics/again/records", lines(2, 6), from2);

        // Then
        assertThat(receipts(first))
                .extracting(r -> r.get("seq").asInt())
                .containsExactly(0, 1, 2, 3);
        assertThat(receipts(again))
                .extracting(r -> r.get("seq").asInt())
                .containsExactly(2, 3, 4, 5);
        assertThat(receipts(again))
                .extracting(r -> r.get("duplicate").asBoolean())
                .containsExactly(true, true, false, false);
        assertThat(values("again")).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void aSequencedStreamOverPartitionsRepeatsToTheSamePlaces() {
        // Given
        String[] headers = {
            "Content-Type", NDJSON, "Producer-Id", "q", "Producer-Epoch", "0", "Producer-Seq", "10"
        };
        String body =
                IntStream.range(0, 300)
                        .mapToObj(
                                i ->
                                        (i % 5 == 0 ? "{" : "{\"key\":\"" + i + "\",")
                                                + "\"value\":"
                                                + i
                                                + "}\n")
                        .collect(Collectors.joining());

        // When
        List<JsonNode> first = receipts(plane.post("/v1/topics/spread/records", body, headers));
        List<JsonNode> again = receipts(plane.post("/v1/topics/spread/records", body, headers));

        // Then
        assertThat(again).hasSize(300);
        for (int i = 0; i < 300; i++) {
            assertThat(again.get(i).get("duplicate").asBoolean()).as("line " + i).isTrue();
            assertThat(again.get(i).get("offset")).isEqualTo(first.get(i).get("offset"));
            assertThat(again.get(i).get("partition")).isEqualTo(first.get(i).get("partition"));
        }
    }

    /** The new lines of a round go again when its duplicates are known: by then more has come. */
    @Test
    void newLinesBesideDuplicatesAreStoredAsTheyWereSent() {
        for (int i = 0; i < 10; i++) {
            // Given
            String topic = "mixed-" + i;
            plane.create(topic, 1, Map.of());
            String path = "/v1/topics/" + topic + "/records";
            String[] headers = {
                "Content-Type",
                NDJSON,
                "Producer-Id",
                "m",
                "Producer-Epoch",
                "0",
                "Producer-Seq",
                "0"
            };
            plane.post(path, lines(0, 3), headers);

            // When
            plane.post(path, lines(0, 5_000), headers);

            // Then
            assertThat(values(topic))
                    .isEqualTo(IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void aRefusedLineStopsItsSequencedStreamAndNoOther() {
        // Given
        plane.create("halved", 2, Map.of());
        plane.takeLeader("halved", 1);
        String there = "{\"key\":\"" + keyOf(0) + "\",\"value\":1}\n";
        String away = "{\"key\":\"" + keyOf(1) + "\",\"value\":2}\n";

        // When
        List<JsonNode> sequenced =
                oneByOne(
                        "halved",
                        List.of(there, away, there),
                        "Producer-Id: h",
                        "Producer-Epoch: 0",
                        "Producer-Seq: 40");
        List<JsonNode> plain = oneByOne("halved", List.of(there, away, there));

        // Then
        assertThat(codes(sequenced))
                .containsExactly("", "leader_not_available", "producer_sequence_gap");
        assertThat(sequenced.get(2).at("/problem/expected_seq").asInt()).isEqualTo(41);
        assertThat(sequenced.get(2).at("/problem/outcome").asString()).isEqualTo("not_appended");
        assertThat(codes(plain)).containsExactly("", "leader_not_available", "");
    }

    private static String keyOf(int partition) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "k" + i)
                .filter(key -> Partitioner.partitionFor(key.getBytes(UTF_8), 2) == partition)
                .findFirst()
                .orElseThrow();
    }

    /** Sends each line when the receipt of the one before is there. */
    private static List<JsonNode> oneByOne(String topic, List<String> lines, String... headers) {
        try (RawClient client = stream(topic + "/records?timeout_ms=100", headers)) {
            List<JsonNode> receipts = new ArrayList<>();
            for (String line : lines) {
                client.chunk(line);
                String answer = client.readUntil("}\n");
                receipts.add(MAPPER.readTree(answer.substring(answer.indexOf('{'))));
            }
            client.lastChunk();
            return receipts;
        }
    }

    @Test
    void aReaderThatDoesNotReadItsReceiptsStopsOnlyItself() throws Exception {
        // Given
        String line =
                "{\"value\":\"" + "x".repeat(100) + "\",\"id\":\"" + "i".repeat(200) + "\"}\n";
        Thread deaf =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (RawClient client = stream("many")) {
                                        String chunk = line.repeat(1_000);
                                        for (int i = 0; i < 500; i++) {
                                            client.chunk(chunk);
                                        }
                                    } catch (java.io.UncheckedIOException e) {
                                        // The server has ended the stream that stood still.
                                    }
                                });

        // Then
        await().during(java.time.Duration.ofMillis(500))
                .untilAsserted(
                        () ->
                                assertThat(
                                                plane.post(
                                                                "/v1/topics/many/records",
                                                                "{\"records\":[{\"value\":1}]}")
                                                        .status())
                                        .isEqualTo(200));
        assertThat(deaf.join(java.time.Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void refusesAStreamBeforeItBeginsIfItCantEnd() {
        assertThat(
                        plane.post(
                                        "/v1/topics/nowhere/records",
                                        "{\"value\":1}\n".getBytes(StandardCharsets.UTF_8),
                                        "Content-Type",
                                        NDJSON)
                                .status())
                .isEqualTo(404);
        assertThat(
                        plane.send(
                                        "POST",
                                        "/v1/topics/bad/records",
                                        BodyPublishers.ofInputStream(InputStream::nullInputStream),
                                        null,
                                        "Content-Type",
                                        NDJSON,
                                        "Idempotency-Key",
                                        "a")
                                .status())
                .isEqualTo(400);
    }

    private static RawClient stream(String topic) {
        return stream(topic + "/records", new String[0]);
    }

    private static RawClient stream(String path, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type: application/x-ndjson";
        all[headers.length + 1] = "Transfer-Encoding: chunked";
        return new RawClient(plane).head("POST /v1/topics/" + path, all);
    }

    private static byte[] lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"value\":" + i + "}\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> receipts(Reply reply) {
        return Arrays.stream(reply.body().split("\n")).map(MAPPER::readTree).toList();
    }

    private static List<String> codes(List<JsonNode> receipts) {
        return receipts.stream().map(r -> r.at("/problem/code").asString("")).toList();
    }

    private static List<String> values(String topic) {
        Reply page =
                plane.get(
                        "/v1/topics/"
                                + topic
                                + "/partitions/0/records?offset=earliest&max_records=10000");
        return page.json()
                .get("records")
                .valueStream()
                .map(r -> r.get("value").toString())
                .toList();
    }
}
