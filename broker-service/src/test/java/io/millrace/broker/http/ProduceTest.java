package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.http.DataPlane.Reply;
import io.millrace.protocol.Partitioner;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ProduceTest {
    private static DataPlane plane;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane = new DataPlane(directory);
        plane.create("orders", 3, Map.of());
        plane.create("single", 1, Map.of());
        plane.create("sequenced", 1, Map.of());
        plane.create("keyed", 3, Map.of());
        plane.create("raw", 1, Map.of());
        plane.create("zstd", 1, Map.of("compression.type", "zstd"));
        plane.create("compacted", 1, Map.of("cleanup.policy", "compact"));
        plane.create("small", 1, Map.of("max.message.bytes", "1024"));
        plane.create("events", 1, Map.of());
        plane.create("open", 1, Map.of("read", "anonymous"));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void storesABatchByKafkasPartitionerAndReadsItBackByteForByte() {
        // When
        Reply reply =
                plane.post(
                        "/v1/topics/orders/records",
                        """
                        {"records":[{"key":"42","value":{"n":1,  "total":9.90}},
                        {"key":"43","value":{"n":2},"id":"b","timestamp":"2026-05-04T10:00:00.123Z"}]}
                        """);

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Server-Timing")).matches("append;dur=[0-9]+\\.[0-9]+");
        JsonNode results = reply.json().get("results");
        int partition = results.get(0).get("partition").asInt();
        assertThat(partition)
                .isEqualTo(Partitioner.partitionFor("42".getBytes(StandardCharsets.UTF_8), 3));
        assertThat(results.get(1).get("id").asString()).isEqualTo("b");
        assertThat(results.get(1).get("timestamp").asString())
                .isEqualTo("2026-05-04T10:00:00.123Z");
        Reply page =
                plane.get("/v1/topics/orders/partitions/" + partition + "/records?offset=earliest");
        assertThat(page.body()).contains("\"key\":\"42\",\"value\":{\"n\":1,  \"total\":9.90}");
    }

    @Test
    void tellsEachRecordsProblemAndStoresTheOthers() {
        // When
        Reply mixed =
                plane.post(
                        "/v1/topics/orders/records",
                        "{\"records\":[{\"value\":1},{\"value\":2,\"partition\":9}]}");
        Reply allBad =
                plane.post(
                        "/v1/topics/orders/records",
                        "{\"records\":[{\"value\":2,\"partition\":9}]}");

        // Then
        assertThat(mixed.status()).isEqualTo(207);
        JsonNode problem = mixed.json().get("results").get(1).get("problem");
        assertThat(problem.get("code").asString()).isEqualTo("partition_not_found");
        assertThat(problem.get("outcome").asString()).isEqualTo("not_appended");
        assertThat(allBad.status()).isEqualTo(404);
    }

    @Test
    void refusesWhatItCantRead() {
        assertProblem(plane.post("/v1/topics/orders/records", "{"), 400, "invalid_json");
        assertProblem(
                plane.post("/v1/topics/orders/records", "{\"recrods\":[]}"), 400, "unknown_field");
        assertProblem(
                plane.post("/v1/topics/orders/records", "{\"records\":[{\"valeu\":1}]}"),
                400,
                "unknown_field");
        assertProblem(
                plane.post("/v1/topics/nowhere/records", "{\"records\":[{\"value\":1}]}"),
                404,
                "topic_not_found");
        assertProblem(
                plane.post("/v1/topics/orders/records?ack=all", "{\"records\":[{\"value\":1}]}"),
                400,
                "unknown_field");
        assertProblem(
                plane.post("/v1/topics/orders/records?atomic=true", "{}"), 501, "not_implemented");
        assertProblem(
                plane.post("/v1/topics/orders/records", "x", "Content-Type", "text/plain"),
                415,
                "unsupported_media_type");
        assertProblem(
                plane.post("/v1/topics/compacted/records", "{\"records\":[{\"value\":1}]}"),
                422,
                "key_required");
        assertProblem(
                plane.post(
                        "/v1/topics/small/records",
                        "{\"records\":[{\"value_text\":\"" + "x".repeat(1100) + "\"}]}"),
                413,
                "record_too_large");
        assertProblem(
                plane.post(
                        "/v1/topics/orders/records",
                        new byte[11 << 20],
                        "Content-Type",
                        "application/json"),
                413,
                "body_too_large");
    }

    @Test
    void acceptsWithoutWaitingWhenAcksAreNone() {
        Reply reply =
                plane.post("/v1/topics/orders/records?acks=none", "{\"records\":[{\"value\":1}]}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void answersASequencedProducerAsDurableStreamsDoes() {
        // Given
        String path = "/v1/topics/sequenced/records";
        String body = "{\"records\":[{\"value\":1}]}";

        // When
        Reply first = plane.post(path, body, producer("0", "0"));
        Reply again = plane.post(path, body, producer("0", "0"));
        Reply gap = plane.post(path, body, producer("0", "5"));
        Reply next = plane.post(path, body, producer("0", "1"));
        Reply newEpoch = plane.post(path, body, producer("1", "0"));
        Reply stale = plane.post(path, body, producer("0", "2"));
        Reply half = plane.post(path, body, "Producer-Id", "p");

        // Then
        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(204);
        assertThat(gap.status()).isEqualTo(409);
        assertThat(gap.header("Producer-Expected-Seq")).isEqualTo("1");
        assertThat(gap.header("Producer-Received-Seq")).isEqualTo("5");
        assertThat(next.status()).isEqualTo(200);
        assertThat(newEpoch.status()).isEqualTo(200);
        assertThat(stale.status()).isEqualTo(403);
        assertThat(stale.header("Producer-Epoch")).isEqualTo("1");
        assertProblem(half, 400, "invalid_request");
        assertThat(plane.get(records("sequenced") + "?offset=earliest").json().get("records"))
                .hasSize(3);
    }

    @Test
    void replaysARequestWithTheSameIdempotencyKey() {
        // Given
        String path = "/v1/topics/keyed/records";
        String body =
                "{\"records\":[{\"key\":\"1\",\"value\":1},{\"key\":\"2\",\"value\":2},"
                        + "{\"key\":\"3\",\"value\":3},{\"value\":4}]}";

        // When
        Reply first = plane.post(path, body, "Idempotency-Key", "\"k-1\"");
        Reply again = plane.post(path, body, "Idempotency-Key", "k-1");
        Reply reuse =
                plane.post(path, "{\"records\":[{\"value\":1}]}", "Idempotency-Key", "\"k-1\"");

        // Then
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        for (int i = 0; i < 4; i++) {
            JsonNode one = first.json().get("results").get(i);
            JsonNode two = again.json().get("results").get(i);
            assertThat(two.get("partition")).isEqualTo(one.get("partition"));
            assertThat(two.get("offset")).isEqualTo(one.get("offset"));
            assertThat(two.get("duplicate").asBoolean()).isTrue();
        }
        assertProblem(reuse, 422, "idempotency_key_reuse");
    }

    @Test
    void takesRawBatchesAndGivesThemBackWithTheirChecksum() {
        // Given
        byte[] two = concat(batch("a"), batch("b"));

        // When
        Reply reply =
                plane.post(records("raw"), two, "Content-Type", "application/vnd.kafka.batch");
        Reply fetched =
                plane.get(
                        records("raw") + "?offset=earliest",
                        "Accept",
                        "application/vnd.kafka.batch");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        JsonNode results = reply.json().get("results");
        assertThat(results).hasSize(2);
        long base = results.get(0).get("base_offset").asLong();
        assertThat(results.get(1).get("base_offset").asLong()).isEqualTo(base + 1);
        assertThat(fetched.header("Next-Offset")).isEqualTo(fetched.header("High-Watermark"));
        ByteBuffer bytes = ByteBuffer.wrap(fetched.response().body());
        int data = 0;
        for (int at = 0; at < bytes.limit(); ) {
            RecordBatch batch = RecordBatch.at(bytes, at);
            batch.verify();
            data += batch.isControl() ? 0 : 1;
            at += batch.sizeInBytes();
        }
        assertThat(data).isEqualTo(2);
    }

    @Test
    void refusesRawBatchesThatAreDamagedOrNotAClients() {
        // Given
        byte[] flipped = batch("a");
        flipped[flipped.length - 1] ^= 1;
        byte[] cut = java.util.Arrays.copyOf(batch("a"), 70);
        ByteBuffer transactional =
                new RecordBatchBuilder(Compression.NONE)
                        .transactional()
                        .append(1, null, ByteBuffer.wrap(new byte[1]), List.of())
                        .build();
        byte[] control = new byte[transactional.remaining()];
        transactional.get(control);
        String[] raw = {"Content-Type", "application/vnd.kafka.batch"};

        // Then
        assertProblem(plane.post(records("raw"), flipped, raw), 400, "corrupt_record");
        assertProblem(plane.post(records("raw"), cut, raw), 400, "corrupt_record");
        assertProblem(plane.post(records("raw"), control, raw), 400, "invalid_record");
        assertProblem(plane.post(records("raw"), new byte[0], raw), 400, "invalid_record");
        assertProblem(
                plane.post("/v1/topics/raw/records", batch("a"), raw),
                415,
                "unsupported_media_type");
    }

    @Test
    void storesWithTheTopicsCompression() {
        // When
        plane.post("/v1/topics/zstd/records", "{\"records\":[{\"value\":\"aaaa\"}]}");
        plane.post(records("zstd"), batch("b"), "Content-Type", "application/vnd.kafka.batch");

        // Then
        Reply fetched =
                plane.get(
                        records("zstd") + "?offset=earliest",
                        "Accept",
                        "application/vnd.kafka.batch");
        ByteBuffer bytes = ByteBuffer.wrap(fetched.response().body());
        for (int at = 0; at < bytes.limit(); ) {
            RecordBatch batch = RecordBatch.at(bytes, at);
            if (!batch.isControl()) {
                assertThat(batch.compression()).isEqualTo(Compression.ZSTD);
                RecordCursor records = batch.records(1 << 20);
                assertThat(records.next()).isTrue();
            }
            at += batch.sizeInBytes();
        }
    }

    @Test
    void givesIdsToProducersAndFencesTheOldOneOfAName() {
        // When
        Reply anonymous = plane.post("/v1/producers", new byte[0]);
        Reply first = plane.post("/v1/producers", "{\"name\":\"importer\"}");
        Reply second = plane.post("/v1/producers", "{\"name\":\"importer\"}");

        // Then
        assertThat(anonymous.status()).isEqualTo(201);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.json().get("producer_id")).isEqualTo(first.json().get("producer_id"));
        assertThat(second.json().get("producer_epoch").asInt()).isEqualTo(1);
        assertProblem(plane.post("/v1/producers", "{\"nam\":1}"), 400, "unknown_field");
        assertProblem(plane.post("/v1/producers", "{\"name\":null}"), 400, "invalid_request");
    }

    @Test
    void storesABodyAsItIs() {
        // When
        Reply reply =
                plane.post(
                        "/v1/topics/events/events",
                        "<order/>",
                        "Content-Type",
                        "application/xml",
                        "Record-Key",
                        "42",
                        "Record-Header-Source",
                        "crm",
                        "Record-Timestamp",
                        "1777888800123",
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        // Then
        assertThat(reply.status()).isEqualTo(201);
        Reply record = plane.get(reply.header("Location"));
        assertThat(record.body()).isEqualTo("<order/>");
        assertThat(record.contentType()).isEqualTo("application/xml");
        assertThat(record.header("Record-Key")).isEqualTo("42");
        assertThat(record.header("Record-Header-source")).isEqualTo("crm");
        assertThat(record.header("Record-Timestamp")).isEqualTo("2026-05-04T10:00:00.123Z");
        assertThat(record.header("Record-Header-traceparent")).startsWith("00-0af765");
        assertThat(record.header("Content-Disposition")).isEqualTo("attachment");
        assertThat(reply.header("X-Request-Id")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void storesCloudEventsByTheKafkaBinding() {
        // Given
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/crm\",\"type\":\"t\","
                        + "\"partitionkey\":\"42\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"a\":  1}}";
        String path = "/v1/topics/events/events";
        String structuredType = "application/cloudevents+json";

        // When
        Reply binary =
                plane.post(
                        path,
                        "{\"b\": 2}",
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "7",
                        "ce-source",
                        "/crm",
                        "ce-type",
                        "t%20t",
                        "ce-partitionkey",
                        "43");
        Reply structured = plane.post(path, event, "Content-Type", structuredType);
        Reply normalised = plane.post(path + "?ce=binary", event, "Content-Type", structuredType);
        Reply several =
                plane.post(
                        path,
                        "[" + event + "," + event + "]",
                        "Content-Type",
                        "application/cloudevents-batch+json");
        Reply missing =
                plane.post(path, "{\"specversion\":\"1.0\"}", "Content-Type", structuredType);

        // Then
        JsonNode stored = envelope(binary);
        assertThat(stored.get("key").asString()).isEqualTo("43");
        assertThat(stored.get("headers").toString())
                .contains("{\"name\":\"ce_type\",\"value\":\"t t\"}")
                .contains("{\"name\":\"ce_partitionkey\",\"value\":\"43\"}");
        assertThat(plane.get(structured.header("Location")).body()).isEqualTo(event);
        assertThat(plane.get(normalised.header("Location")).body()).isEqualTo("{\"a\":  1}");
        assertThat(envelope(normalised).get("headers").toString())
                .contains("{\"name\":\"ce_source\",\"value\":\"/crm\"}")
                .contains("{\"name\":\"content-type\",\"value\":\"application/json\"}");
        assertThat(several.status()).isEqualTo(200);
        assertThat(several.json().get("results")).hasSize(2);
        assertProblem(missing, 400, "invalid_request");
        Reply page =
                plane.get(
                        records("events") + "?offset=earliest",
                        "Accept",
                        "application/cloudevents-batch+json");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.json().size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void takesNoBodyThatIsEncoded() {
        for (String path : List.of("/v1/topics/events/events", "/v1/topics/events/records")) {
            assertProblem(
                    plane.post(path, new byte[] {0x1f, (byte) 0x8b}, "Content-Encoding", "gzip"),
                    415,
                    "unsupported_media_type");
        }
        assertThat(
                        plane.post("/v1/topics/events/events", "{}", "Content-Encoding", "identity")
                                .status())
                .isEqualTo(201);
    }

    @Test
    void refusesEventsThatWouldLoseWhatTheyName() {
        String path = "/v1/topics/events/events";
        String batch = "{\"records\":[{\"value\":1}]}";

        assertProblem(
                plane.post(path, "{}", "ce-id", "7", "ce-source", "/crm", "ce-type", "t"),
                400,
                "invalid_request");
        assertProblem(plane.post(path + "?ce=structured", "{}"), 400, "invalid_request");
        assertProblem(
                plane.post("/v1/topics/events/records?ce=binary", batch), 400, "unknown_field");
    }

    private static JsonNode envelope(Reply stored) {
        return plane.get(stored.header("Location") + "?as=envelope").json();
    }

    private static String records(String topic) {
        return "/v1/topics/" + topic + "/partitions/0/records";
    }

    private static String[] producer(String epoch, String seq) {
        return new String[] {"Producer-Id", "p", "Producer-Epoch", epoch, "Producer-Seq", seq};
    }

    private static byte[] batch(String value) {
        ByteBuffer batch =
                new RecordBatchBuilder(Compression.NONE)
                        .append(
                                1,
                                null,
                                ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
                                List.of())
                        .build();
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.json().path("instance").asString(""))
                .isEqualTo("/v1/requests/" + reply.header("X-Request-Id"));
        assertThat(reply.body()).contains("\"code\":\"" + code + "\"");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
    }
}
