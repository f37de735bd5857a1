package io.millrace.broker.http.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TailStreamTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path directory;
    private TailServer server;

    @BeforeEach
    void start() {
        server = new TailServer(directory, TailServer.STREAMS);
        server.create("orders", 3, Map.of());
        server.create("payments", 1, Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsTheWholePositionBeforeTheFirstRecord() {
        // Given
        server.append("orders", 1, "a", "{\"n\":1}");

        // When
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=orders,payments")) {
            // Then
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("text/event-stream;charset=utf-8");
            assertThat(client.header("cache-control")).isEqualTo("no-cache, no-transform");
            assertThat(client.header("x-accel-buffering")).isEqualTo("no");
            SseParser.Event open = client.next();
            assertThat(open.type()).isEqualTo("open");
            assertThat(open.lastEventId())
                    .matches(
                            "k1~orders![0-9A-Za-z]{6}:0@\\d+e\\d+,1@\\d+e\\d+,2@\\d+e\\d+"
                                    + "~payments![0-9A-Za-z]{6}:0@\\d+e\\d+");
            assertThat(json(open).get("partitions").intValue()).isEqualTo(4);
            assertThat(json(open).get("resumed").booleanValue()).isFalse();
            assertThat(client.parser().retry()).isEqualTo(2000);
        }
    }

    @Test
    void deliversWhatIsAppendedAfterTheConnectFromLatest() {
        // Given
        server.append("orders", 0, "old", "{\"n\":0}");
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=orders")) {
            client.next();

            // When
            long offset = server.append("orders", 0, "42", "{\"n\":1}");

            // Then
            JsonNode record = json(client.nextMessage());
            assertThat(record.get("topic").stringValue()).isEqualTo("orders");
            assertThat(record.get("offset").longValue()).isEqualTo(offset);
            assertThat(record.get("key").stringValue()).isEqualTo("42");
            assertThat(record.get("value").get("n").intValue()).isEqualTo(1);
        }
    }

    @Test
    void resumesBehindEachEventWithoutHoleOrDuplicate() {
        // Given
        Set<String> written = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            server.append("orders", i % 3, "k", "{\"n\":" + i + "}");
            written.add("{\"n\":" + i + "}");
        }
        List<SseParser.Event> all;
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=orders&from=earliest")) {
            all = client.messages(30);
        }

        for (int cut = 0; cut < all.size(); cut++) {
            // When
            String id = all.get(cut).lastEventId();
            List<String> got = new ArrayList<>(values(all.subList(0, cut + 1)));
            if (got.size() < written.size()) {
                try (StreamClient client =
                        StreamClient.sse(
                                server, "/v1/tail?topics=orders", "Last-Event-ID: " + id)) {
                    assertThat(json(client.next()).get("resumed").booleanValue()).isTrue();
                    got.addAll(values(client.messages(written.size() - got.size())));
                }
            }

            // Then
            assertThat(got).as("cut after %s", cut).hasSize(30);
            assertThat(new HashSet<>(got)).isEqualTo(written);
        }
    }

    @Test
    void keepsTheOrderWithinEachPartitionOfManyBatches() {
        // Given
        List<String> values = IntStream.range(0, 5_000).mapToObj(i -> "{\"n\":" + i + "}").toList();
        server.append("payments", 0, Compression.ZSTD, values.subList(0, 4_000), "k");
        server.append("payments", 0, Compression.NONE, values.subList(4_000, 5_000), "k");

        // When
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=payments&from=earliest")) {
            // Then
            assertThat(values(client.messages(5_000))).isEqualTo(values);
        }
    }

    @Test
    void givesEveryPartitionItsTurn() {
        // Given
        List<String> many = IntStream.range(0, 3_000).mapToObj(i -> "\"" + i + "\"").toList();
        server.append("orders", 0, Compression.NONE, many, "k");
        server.append("orders", 1, Compression.NONE, many, "k");
        server.append("orders", 2, "k", "\"only\"");

        // When
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=orders&from=earliest")) {
            // Then
            assertThat(values(client.messages(1_500))).contains("\"only\"");
        }
    }

    @Test
    void putsTheIdOnTheLastOfABatchAndResumesThere() {
        // Given
        List<String> values = IntStream.range(0, 50).mapToObj(i -> "{\"n\":" + i + "}").toList();
        server.append("payments", 0, Compression.NONE, values, "k");
        String id;
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=payments&from=earliest&ids=batch")) {
            String opened = client.next().lastEventId();
            List<SseParser.Event> messages = client.messages(50);
            assertThat(messages.getFirst().lastEventId()).isEqualTo(opened);
            id = messages.getLast().lastEventId();
            assertThat(id).isNotEqualTo(opened);
        }

        // When
        server.append("payments", 0, "k", "{\"n\":50}");
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=payments&last_event_id=" + id)) {
            // Then
            assertThat(values(client.messages(1))).containsExactly("{\"n\":50}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last_event_id", "lastEventId", "cursor"})
    void takesTheHeaderBeforeTheParameterBeforeFrom(String parameter) {
        // Given
        long first = server.append("payments", 0, "k", "{\"n\":1}");
        long second = server.append("payments", 0, "k", "{\"n\":2}");
        String target =
                "/v1/tail?topics=payments&from=latest&" + parameter + "=k1~payments:0@" + first;

        // When
        try (StreamClient byParameter = StreamClient.sse(server, target);
                StreamClient byHeader =
                        StreamClient.sse(
                                server, target, "Last-Event-ID: k1~payments:0@" + second)) {
            // Then
            assertThat(values(byParameter.messages(1))).containsExactly("{\"n\":1}");
            assertThat(values(byHeader.messages(1))).containsExactly("{\"n\":2}");
        }
    }

    @Test
    void passesRecordsByKeyAndHeaderAndTellsThePositionMeanwhile() {
        // Given
        String target = "/v1/tail?topics=payments&from=earliest&key=a&header.kind=x";
        RecordHeader kind = new RecordHeader("kind", "x".getBytes(StandardCharsets.UTF_8));
        server.append("payments", 0, "a", "1");
        server.append("payments", 0, "b", "2", kind);
        server.append("payments", 0, "a", "3", kind);
        long last = server.append("payments", 0, "b", "4");

        // When
        try (StreamClient client = StreamClient.sse(server, target)) {
            // Then
            assertThat(values(client.messages(1))).containsExactly("3");
            SseParser.Event position = client.next();
            assertThat(position.type()).isEqualTo("position");
            assertThat(position.lastEventId()).contains(":0@" + (last + 1) + "e");
        }
    }

    @Test
    void readsOnlyThePartitionsAskedFor() {
        // Given
        server.append("orders", 0, "k", "0");
        server.append("orders", 1, "k", "1");
        server.append("orders", 2, "k", "2");

        // When
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=orders&partition=2&from=earliest")) {
            // Then
            SseParser.Event open = client.next();
            assertThat(json(open).get("partitions").intValue()).isEqualTo(1);
            assertThat(values(client.messages(1))).containsExactly("2");
        }
    }

    @Test
    void sendsBareValuesWithTheTypeOfTheirHeader() {
        // Given
        byte[] type = "order.made".getBytes(StandardCharsets.UTF_8);
        byte[] hostile = "x\ndata: evil".getBytes(StandardCharsets.UTF_8);
        String target =
                "/v1/tail?topics=payments&from=earliest&format=value&event_type=header:type";
        server.append(
                "payments", 0, "k", "line one\r\nid: 7\rthree\n", new RecordHeader("type", type));
        server.append("payments", 0, "k", "plain", new RecordHeader("type", hostile));

        // When
        try (StreamClient client = StreamClient.sse(server, target)) {
            client.next();
            SseParser.Event first = client.next();
            SseParser.Event second = client.next();

            // Then
            assertThat(first.type()).isEqualTo("order.made");
            assertThat(first.data()).isEqualTo("line one\nid: 7\nthree\n");
            assertThat(second.type()).isEqualTo("message");
            assertThat(second.data()).isEqualTo("plain");
        }
    }

    @Test
    void makesCloudEventsOfRecords() {
        // Given
        RecordHeader version =
                new RecordHeader("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8));
        RecordHeader type =
                new RecordHeader("ce_type", "order.made".getBytes(StandardCharsets.UTF_8));
        server.append("payments", 0, "k", "{\"n\":1}", version, type);
        server.append("payments", 0, "k", "{\"n\":2}");
        String target =
                "/v1/tail?topics=payments&from=earliest&format=cloudevents&event_type=ce_type";

        // When
        try (StreamClient client = StreamClient.sse(server, target)) {
            client.next();
            SseParser.Event first = client.next();
            JsonNode second = json(client.next());

            // Then
            assertThat(first.type()).isEqualTo("order.made");
            assertThat(json(first).get("data").get("n").intValue()).isEqualTo(1);
            assertThat(second.get("type").stringValue()).isEqualTo("io.millrace.record");
            assertThat(second.get("partitionkey").stringValue()).isEqualTo("k");
        }
    }

    @Test
    void heartsBeatInSilenceWhereAskedFor() {
        // When
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=orders&heartbeat=1s")) {
            client.next();
            SseParser.Event heartbeat = client.next();

            // Then
            assertThat(heartbeat.type()).isEqualTo("heartbeat");
            assertThat(json(heartbeat).get("lag").longValue()).isZero();
        }
    }

    @Test
    void readsNewPartitionsFromTheirBeginning() {
        // Given
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            client.next();

            // When
            server.change("payments", 2);
            server.append("payments", 1, "k", "{\"new\":true}");

            // Then
            SseParser.Event event = client.nextMessage();
            assertThat(json(event).get("partition").intValue()).isEqualTo(1);
            assertThat(event.lastEventId()).contains(",1@");
        }
    }

    @Test
    void endsWithADeletedTopicAndSaysSoOnReconnect() {
        // Given
        SseParser.Event open;
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            open = client.next();

            // When
            server.delete("payments");

            // Then
            List<SseParser.Event> rest = client.toEnd();
            assertThat(rest.getLast().type()).isEqualTo("end");
            assertThat(rest.getLast().data()).contains("topic_deleted");
        }
        try (StreamClient again =
                StreamClient.sse(
                        server,
                        "/v1/tail?topics=payments",
                        "Last-Event-ID: " + open.lastEventId())) {
            assertThat(again.status()).isEqualTo(204);
        }
    }

    @Test
    void refusesTheCursorOfAnEarlierTopicOfTheSameName() {
        // Given
        String id;
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            id = client.next().lastEventId();
        }
        server.delete("payments");
        server.create("payments", 1, Map.of());

        // When
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=payments", "Last-Event-ID: " + id)) {
            // Then
            assertThat(client.status()).isEqualTo(410);
            assertThat(client.body()).contains("topic_recreated");
        }
    }

    @Test
    void endsWhenTheKeyIsRevoked() {
        // Given
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            client.next();

            // When
            server.revokeKey();

            // Then
            List<SseParser.Event> rest = client.toEnd();
            assertThat(rest.getLast().type()).isEqualTo("error");
            assertThat(rest.getLast().data()).contains("\"status\":401");
        }
    }

    @Test
    void sendsReadersAwayInGoodOrderWhenTheProcessEnds() {
        // Given
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            client.next();

            // When
            server.streams.drain(Duration.ofMillis(500));

            // Then
            client.toEnd();
            assertThat(client.parser().retry()).isEqualTo(500);
        }
        try (StreamClient late = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            assertThat(late.status()).isEqualTo(200);
            assertThat(late.header("stream-error")).isEqualTo("broker_draining");
            assertThat(late.body()).contains("retry: 500").contains("event: error");
        }
    }

    @Test
    void noticesReadersWhoLeave() {
        // Given
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=payments")) {
            client.next();
            assertThat(server.streams.isEmpty()).isFalse();
        }

        // Then
        await().atMost(Duration.ofSeconds(10)).until(server.streams::isEmpty);
    }

    static JsonNode json(SseParser.Event event) {
        return JSON.readTree(event.data());
    }

    static List<String> values(List<SseParser.Event> events) {
        return events.stream().map(event -> json(event).get("value").toString()).toList();
    }
}
