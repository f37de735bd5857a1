package io.millrace.broker.http.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.http.stream.StreamProperties;
import io.millrace.protocol.batch.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class TailLimitsTest {
    @TempDir Path directory;
    private TailServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsATransientRefusalInsideAStreamAndTheCodeToWhoIsStrict() {
        // Given
        start(1, Duration.ofMinutes(1), Duration.ofMinutes(15));

        try (StreamClient first = StreamClient.sse(server, "/v1/tail?topics=t")) {
            first.next();

            // When
            try (StreamClient second = StreamClient.sse(server, "/v1/tail?topics=t");
                    StreamClient strict =
                            StreamClient.sse(
                                    server, "/v1/tail?topics=t", "Prefer: handling=strict");
                    StreamClient lines = StreamClient.lines(server, "/v1/tail?topics=t")) {
                // Then
                assertThat(second.status()).isEqualTo(200);
                assertThat(second.header("stream-error")).isEqualTo("quota_exceeded");
                assertThat(second.body())
                        .contains("retry: 30000")
                        .contains("event: error")
                        .contains("\"status\":429");
                assertThat(strict.status()).isEqualTo(429);
                assertThat(strict.header("retry-after")).isNotEmpty();
                assertThat(lines.status()).isEqualTo(429);
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> {
                            try (StreamClient next =
                                    StreamClient.sse(server, "/v1/tail?topics=t")) {
                                assertThat(next.header("stream-error")).isEmpty();
                            }
                        });
    }

    @Test
    void closesAReaderThatTakesNothingAndLosesNothingForIt() {
        // Given
        start(10, Duration.ofSeconds(2), Duration.ofMinutes(15));
        String padding = "x".repeat(50_000);
        for (int i = 0; i < 100; i++) {
            server.append("t", 0, "k", "{\"n\":" + i + ",\"p\":\"" + padding + "\"}");
        }

        // When
        try (StreamClient stalled = StreamClient.sse(server, "/v1/tail?topics=t&from=earliest");
                StreamClient other = StreamClient.sse(server, "/v1/tail?topics=t&from=earliest")) {
            stalled.next();
            assertThat(other.messages(100)).hasSize(100);
            await().atMost(Duration.ofSeconds(20)).until(() -> server.streams.count() == 1);
            List<SseParser.Event> got = new ArrayList<>();
            try {
                while (true) {
                    got.add(stalled.nextMessage());
                }
            } catch (RuntimeException cut) {
                assertThat(got).hasSizeLessThan(100);
            }

            // Then
            String id = got.isEmpty() ? "k1~t:0@0" : got.getLast().lastEventId();
            try (StreamClient again =
                    StreamClient.sse(server, "/v1/tail?topics=t", "Last-Event-ID: " + id)) {
                got.addAll(again.messages(100 - got.size()));
            }
            assertThat(
                            got.stream()
                                    .map(
                                            e ->
                                                    TailStreamTest.json(e)
                                                            .get("value")
                                                            .get("n")
                                                            .intValue()))
                    .isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void ownsAtMostOneChunkPerReaderThatStandsStill() {
        // Given
        start(60, Duration.ofMinutes(1), Duration.ofMinutes(15));
        List<String> values = Collections.nCopies(20, "\"" + "y".repeat(10_000) + "\"");
        for (int i = 0; i < 50; i++) {
            server.append("t", 0, Compression.NONE, values, "k");
        }

        // When
        List<StreamClient> stalled = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stalled.add(StreamClient.sse(server, "/v1/tail?topics=t&from=earliest"));
        }

        // Then
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(server.streams.bytesUnderWay())
                                        .isBetween(1L, 50L * 160 * 1024));
        stalled.forEach(StreamClient::close);
    }

    @Test
    void closesCleanlyWhenItsTimeIsOver() {
        // Given
        start(10, Duration.ofMinutes(1), Duration.ofSeconds(1));

        // When
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=t")) {
            client.next();

            // Then
            assertThat(client.toEnd()).isEmpty();
            assertThat(client.parser().retry()).isEqualTo(2000);
        }
    }

    @Test
    void refusesMorePartitionsThanACursorHolds() {
        // Given
        start(10, Duration.ofMinutes(1), Duration.ofMinutes(15));
        for (int i = 0; i < 24; i++) {
            server.create(
                    "a-topic-with-a-name-that-is-as-long-as-names-may-be-" + "n".repeat(190) + i,
                    1,
                    Map.of());
        }
        String topics =
                String.join(
                        ",",
                        server.host.topics().metadata().topics().keySet().stream()
                                .map(Object::toString)
                                .toList());

        // When
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=" + topics)) {
            // Then
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body()).contains("too_many_partitions");
        }
    }

    @Test
    void skipsToTheEndForAReaderThatAskedForIt() {
        // Given
        start(10, Duration.ofMinutes(1), Duration.ofMinutes(15));
        for (int i = 0; i < 20; i++) {
            server.append("t", 0, "k", "{\"n\":" + i + "}");
        }

        // When
        try (StreamClient client =
                StreamClient.sse(server, "/v1/tail?topics=t&from=earliest&slow=skip&max_lag=5")) {
            client.next();
            SseParser.Event gap = client.next();

            // Then
            assertThat(gap.type()).isEqualTo("gap");
            assertThat(gap.data()).contains("\"reason\":\"slow\"");
            server.append("t", 0, "k", "{\"n\":20}");
            assertThat(TailStreamTest.values(client.messages(1))).containsExactly("{\"n\":20}");
        }
    }

    @Test
    void tellsOfDamageInsteadOfDeliveringIt() throws IOException {
        // Given
        start(10, Duration.ofMinutes(1), Duration.ofMinutes(15));
        server.append("t", 0, "k", "\"good\"");
        server.append("t", 0, "k", "\"damaged\"");
        try (Stream<Path> files = Files.walk(directory)) {
            Path log = files.filter(f -> f.toString().endsWith(".log")).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(log);
            int at = new String(bytes, ISO_8859_1).indexOf("damaged");
            bytes[at] = 'D';
            Files.write(log, bytes);
        }

        // When
        try (StreamClient client = StreamClient.sse(server, "/v1/tail?topics=t&from=earliest")) {
            // Then
            assertThat(TailStreamTest.values(client.messages(1))).containsExactly("\"good\"");
            SseParser.Event error = client.next();
            assertThat(error.type()).isEqualTo("error");
            assertThat(error.data()).contains("corrupt_record");
            assertThat(client.toEnd()).isEmpty();
        }
    }

    private void start(int streamsPerPrincipal, Duration stall, Duration lifetime) {
        StreamProperties p = TailServer.STREAMS;
        server =
                new TailServer(
                        directory,
                        new StreamProperties(
                                p.max(),
                                streamsPerPrincipal,
                                lifetime,
                                p.silence(),
                                stall,
                                p.reauthenticateEvery(),
                                p.drain(),
                                DataSize.ofMegabytes(64)));
        server.create("t", 1, Map.of());
    }
}
