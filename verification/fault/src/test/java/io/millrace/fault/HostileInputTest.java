package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.lab.Capability;
import io.millrace.fault.lab.Shell;
import io.millrace.fault.lab.Volume;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets its documented answer from a server of 256 MiB, and the others go on. */
class HostileInputTest {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final List<Integer> STORED_OR_PARTLY = List.of(200, 207);
    private static final AtomicInteger TOPICS = new AtomicInteger();

    @TempDir private static Path directory;
    private static Millrace server;
    private final String topic = "events-" + TOPICS.incrementAndGet();
    private final String records = "/v1/topics/" + topic + "/records";

    @BeforeAll
    static void start() {
        server = Millrace.start(directory.resolve("data"), "-Xmx256m");
    }

    @BeforeEach
    void createTopic() {
        server.createTopic(topic, 1);
    }

    /** Whatever came in, the process is the same one and serves. */
    @AfterEach
    void stillServes() {
        HttpResponse<String> answer =
                server.post(records, JSON, "{\"records\":[{\"value\":\"still here\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void brokenJsonInOneOfThousandLinesCostsThatLineOnly() {
        String body =
                IntStream.rangeClosed(1, 1_000)
                        .mapToObj(
                                i -> i == 500 ? "{\"value\":{\"n\":500}" : "{\"value\":" + i + "}")
                        .collect(Collectors.joining("\n", "", "\n"));

        HttpResponse<String> answer = server.post(records, NDJSON, body);

        List<String> receipts = answer.body().lines().toList();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(receipts).hasSize(1_000);
        assertThat(receipts.get(499)).contains("\"code\":\"invalid_json\"", "not_appended");
        assertThat(receipts.stream().filter(line -> line.contains("\"offset\""))).hasSize(999);
        assertThat(StoredRecords.offsets(server, topic, 1)).hasSize(999);
    }

    @Test
    void lineOf200MegabytesIsRefusedAndTheNextLineStored() {
        try (RawConnection client = new RawConnection(server, 1 << 16)) {
            client.head(
                    server,
                    "POST " + records,
                    "Content-Type: " + NDJSON,
                    "Transfer-Encoding: chunked");
            client.chunk("{\"value\":\"");
            String megabyte = "x".repeat(1 << 20);
            for (int sent = 0; sent < 200; sent++) {
                client.chunk(megabyte);
            }
            client.chunk("\"}\n{\"value\":\"small\"}\n").chunk("").flush();

            assertThat(client.awaitLine(line -> line.startsWith("{")))
                    .contains("\"code\":\"record_too_large\"");
            assertThat(client.awaitLine(line -> line.startsWith("{"))).contains("\"offset\":");
        }
    }

    @Test
    void bodyThatStopsInTheMiddleOfALineStoresWhatWasWhole() {
        try (RawConnection client = new RawConnection(server, 1 << 16)) {
            client.head(
                    server,
                    "POST " + records,
                    "Content-Type: " + NDJSON,
                    "Transfer-Encoding: chunked");
            client.chunk("{\"value\":\"whole\"}\n{\"value\":\"hal").flush();
            client.awaitLine(line -> line.contains("\"offset\":"));
        }

        stillServes();
        assertThat(StoredRecords.offsets(server, topic, 1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"records\":\"none\"}                          | 400 | invalid_request",
                "{\"records\":[{\"key\":5,\"value\":1}]}         | 400 | invalid_request",
                "{\"records\":[{\"value\":1,\"vaule\":2}]}       | 400 | unknown_field",
                "{\"records\":[{\"value\":1}],\"ack\":1}         | 400 | unknown_field",
                "{\"records\":[{\"value\":1,\"partition\":99}]}  | 404 | partition_not_found",
                "{\"records\":[{\"value\":1,\"timestamp\":\"x\"}]} | 400 | invalid_timestamp",
                "{\"records\":[                                  | 400 | invalid_json",
                "nonsense                                        | 400 | invalid_json",
            })
    void wrongTypesAndUnknownFieldsAreNamed(String body, int status, String code) {
        HttpResponse<String> answer = server.post(records, JSON, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"", "\"outcome\":\"not_appended\"");
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
    }

    @Test
    void hundredReadersThatNeverReadHarmNobody() {
        List<RawConnection> stalled = new ArrayList<>();
        try (CurlTail healthy = CurlTail.start(server, topic)) {
            for (int i = 0; i < 100; i++) {
                stalled.add(
                        new RawConnection(server, 4_096)
                                .head(
                                        server,
                                        "GET /v1/tail?from=earliest&topics=" + topic,
                                        "Accept: text/event-stream"));
            }
            String line = "{\"value\":\"" + "x".repeat(10_000) + "\"}\n";
            for (int batch = 0; batch < 50; batch++) {
                assertThat(server.post(records, NDJSON, line.repeat(100)).statusCode())
                        .isEqualTo(200);
            }

            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(healthy.events()).hasSize(5_000));
        } finally {
            stalled.forEach(RawConnection::close);
        }
    }

    @Test
    void fullDiskRefusesWritesAndServesReadsUntilThereIsRoom(@TempDir Path mounts) {
        Capability.assume(Capability.ROOT, Capability.VOLUMES);
        try (Volume small = Volume.memory(mounts.resolve("small"), 220);
                Millrace full = Millrace.start(small.path().resolve("data"), "-Xmx256m")) {
            full.createTopic("events", 1);
            full.createTopic("ballast", 1);
            String line = "{\"value\":\"" + "x".repeat(50_000) + "\"}\n";
            full.post("/v1/topics/events/records", NDJSON, "{\"value\":\"first\"}\n");

            HttpResponse<String> refused =
                    await().atMost(Duration.ofMinutes(2))
                            .until(
                                    () ->
                                            full.post(
                                                    "/v1/topics/ballast/records",
                                                    JSON,
                                                    "{\"records\":["
                                                            + line.strip()
                                                            + ("," + line.strip()).repeat(50)
                                                            + "]}"),
                                    answer -> !STORED_OR_PARTLY.contains(answer.statusCode()));

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            assertThat(refused.body())
                    .contains("\"code\":\"storage_full\"", "\"outcome\":\"not_appended\"");
            assertThat(StoredRecords.offsets(full, "events", 1)).hasSize(1);

            Shell.run("mount", "-o", "remount,size=400m", small.path().toString());
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    full.post(
                                                                    "/v1/topics/events/records",
                                                                    JSON,
                                                                    "{\"records\":[{\"value\":2}]}")
                                                            .statusCode())
                                            .isEqualTo(200));
        }
    }
}
