package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.http.DataPlane.Reply;
import io.millrace.broker.partition.DirectWire;
import io.millrace.broker.partition.FaultyWire;
import io.millrace.broker.partition.FaultyWire.Fault;
import io.millrace.broker.partition.ReplicaSet;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to broker 4, which has no replica of anything. */
class ForwardedRequestsTest {
    private static final String TOPIC = "/v1/topics/orders";
    private static final String RECORDS = TOPIC + "/partitions/0/records";
    private static final String ONE = "{\"records\":[{\"value\":1}]}";
    private static final String BATCHES = "application/vnd.kafka.batch";

    private static final FaultyWire WIRE = new FaultyWire(new DirectWire());
    private static ReplicaSet brokers;
    private static DataPlane plane;

    /** What the test itself has written. */
    private String fromHere = "";

    private int appendsBefore;

    @BeforeAll
    static void start(@TempDir Path directory) {
        brokers = new ReplicaSet(directory, WIRE);
        for (int broker = 1; broker <= 4; broker++) {
            brokers.start(broker);
        }
        brokers.controller.create(List.of(1, 2, 3));
        plane = new DataPlane(brokers, 4);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void look() {
        WIRE.fault(Fault.NONE);
        JsonNode end = plane.get(TOPIC + "/offsets?at=latest").json();
        fromHere = RECORDS + "?offset=" + end.at("/offsets/0/offset").asLong();
        appendsBefore = WIRE.calls("append");
    }

    @Test
    void keepsTheOrderOfARequestThatIsCutIntoSeveralBatches() {
        // Given
        String padding = "x".repeat(400_000);
        String records =
                IntStream.range(0, 8)
                        .mapToObj(n -> "{\"value\":{\"n\":%d,\"p\":\"%s\"}}".formatted(n, padding))
                        .collect(Collectors.joining(","));

        // When
        Reply reply = plane.post(TOPIC + "/records", "{\"records\":[" + records + "]}");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(numbers(plane.get(fromHere + "&max_bytes=10485760")))
                .containsExactlyElementsOf(IntStream.range(0, 8).boxed().toList());
        assertThat(WIRE.calls("append")).isEqualTo(appendsBefore + 1);
    }

    @Test
    void keepsTheOrderOfAStream() {
        // Given
        String lines =
                IntStream.range(0, 3_000)
                        .mapToObj(n -> "{\"value\":{\"n\":" + n + "}}\n")
                        .collect(Collectors.joining());

        // When
        Reply reply = plane.post(TOPIC + "/records", lines, "Content-Type", "application/x-ndjson");

        // Then
        List<Long> offsets =
                reply.body()
                        .lines()
                        .map(line -> new JsonMapper().readTree(line).at("/offset").asLong(-1))
                        .toList();
        assertThat(offsets).hasSize(3_000).isSorted().doesNotContain(-1L);
    }

    @Test
    void givesWhatTheLeaderHasInEachForm() {
        // Given
        String posted = plane.post(TOPIC + "/records", ONE).body();
        long offset = new JsonMapper().readTree(posted).at("/results/0/offset").asLong();

        // When
        Reply raw = plane.get(fromHere, "Accept", BATCHES);
        Reply single = plane.get(RECORDS + "/" + offset);
        Reply page =
                plane.get(
                        "/v1/tail?topics=orders&from=earliest&max_records=1",
                        "Accept",
                        "application/json");
        Reply first = plane.get(TOPIC + "/offsets?at=earliest");
        Reply last = plane.get(TOPIC + "/offsets?at=latest");
        Reply timed = plane.get(TOPIC + "/offsets?at=1000");

        // Then
        assertThat(raw.header("High-Watermark")).isEqualTo(Long.toString(offset + 1));
        assertThat(plane.post(RECORDS, raw.response().body(), "Content-Type", BATCHES).status())
                .isEqualTo(200);
        assertThat(single.body()).isEqualTo("1");
        assertThat(page.json().get("records")).hasSize(1);
        assertThat(first.json().at("/offsets/0/offset").asLong()).isZero();
        assertThat(last.json().at("/offsets/0/offset").asLong()).isEqualTo(offset + 1);
        assertThat(timed.json().at("/offsets/0/offset").asLong()).isBetween(1L, offset);
    }

    @Test
    void streamsWhatComesAndGoesOnWhenTheLeaderMoves() {
        try (RawClient reader = new RawClient(plane)) {
            // Given
            reader.head("GET /v1/tail?topics=orders&from=latest", "Accept: text/event-stream");
            reader.readUntil("event: open");
            plane.post(TOPIC + "/records", "{\"records\":[{\"value\":\"one\"}]}");
            reader.readUntil("\"one\"");

            // When
            brokers.controller.moveLeader();
            plane.post(TOPIC + "/records", "{\"records\":[{\"value\":\"two\"}]}");

            // Then
            assertThat(reader.readUntil("\"two\"")).doesNotContain("event: error");
        }
    }

    @Test
    void waitsForALeaderThatCanNotBeReached() throws Exception {
        // Given
        WIRE.fault(Fault.CALLS_LOST);
        var posted = CompletableFuture.supplyAsync(() -> plane.post(TOPIC + "/records", ONE));
        var read = CompletableFuture.supplyAsync(() -> plane.get(RECORDS + "?offset=latest"));
        int lost = WIRE.lost();
        await().untilAsserted(() -> assertThat(WIRE.lost()).isGreaterThan(lost + 3));

        // When
        WIRE.fault(Fault.NONE);

        // Then
        assertThat(posted.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(read.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void saysThatNothingWasAppendedWhenItsTimeIsOver() {
        // Given
        WIRE.fault(Fault.CALLS_LOST);

        // When
        Reply reply = plane.post(TOPIC + "/records?timeout_ms=300", ONE);

        // Then
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().get("code").asString()).isEqualTo("leader_not_available");
        assertThat(reply.json().get("outcome").asString()).isEqualTo("not_appended");
        assertThat(reply.header("Retry-After")).isNotEmpty();
    }

    @Test
    void repeatsASequencedRequestOfUnknownOutcome() throws Exception {
        // Given
        WIRE.fault(Fault.ANSWERS_LOST);
        var posted = CompletableFuture.supplyAsync(() -> plane.post(RECORDS, ONE, sequenced("p1")));
        await().untilAsserted(() -> assertThat(WIRE.calls("append")).isGreaterThan(appendsBefore));

        // When
        WIRE.fault(Fault.NONE);

        // Then: it is there, and once
        assertThat(posted.get(20, TimeUnit.SECONDS).status()).isIn(200, 204);
        assertThat(plane.get(fromHere).json().get("records")).hasSize(1);
    }

    @Test
    void neverRepeatsWhatNobodyWouldKnowAgain() {
        // Given
        WIRE.fault(Fault.ANSWERS_LOST);

        // When
        Reply reply = plane.post(TOPIC + "/records", ONE);

        // Then
        WIRE.fault(Fault.NONE);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().get("outcome").asString()).isEqualTo("unknown");
        assertThat(WIRE.calls("append")).isEqualTo(appendsBefore + 1);
        assertThat(plane.get(fromHere).json().get("records")).hasSize(1);
    }

    @Test
    void staysUnsureOfWhatMayHaveBeenAppendedByAnEarlierTry() throws Exception {
        // Given
        WIRE.fault(Fault.ANSWERS_LOST);
        var posted =
                CompletableFuture.supplyAsync(
                        () -> plane.post(RECORDS + "?timeout_ms=2000", ONE, sequenced("p2")));
        await().untilAsserted(() -> assertThat(WIRE.calls("append")).isGreaterThan(appendsBefore));

        // When
        WIRE.fault(Fault.CALLS_LOST);

        // Then
        Reply reply = posted.get(20, TimeUnit.SECONDS);
        assertThat(reply.json().get("outcome").asString()).isEqualTo("unknown");
    }

    private static String[] sequenced(String producer) {
        return new String[] {"Producer-Id", producer, "Producer-Epoch", "0", "Producer-Seq", "0"};
    }

    private static List<Integer> numbers(Reply page) {
        JsonNode records = page.json().get("records");
        return StreamSupport.stream(records.spliterator(), false)
                .map(record -> record.at("/value/n").asInt())
                .toList();
    }
}
