package io.millrace.broker.http.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventStreamsTest {
    private static final String SSE = "Accept: text/event-stream";

    @TempDir Path directory;
    private TailServer server;

    @BeforeEach
    void start() {
        server = new TailServer(directory, TailServer.STREAMS);
        server.create("mediawiki.recentchange", 1, Map.of("read", "anonymous"));
        server.create("mediawiki.page-create", 1, Map.of("read", "anonymous"));
        server.create("secret", 1, Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void servesValuesWithPositionsOfAllStreamsToEverybody() {
        // Given
        server.append("mediawiki.recentchange", 0, "k", "{\"n\":1}");

        // When
        try (StreamClient client =
                new StreamClient(
                        server.port(),
                        "/v2/stream/mediawiki.recentchange,mediawiki.page-create"
                                + "?since=2020-01-01T00:00:00Z",
                        SSE)) {
            SseParser.Event event = client.next();

            // Then
            assertThat(event.type()).isEqualTo("message");
            assertThat(event.data()).isEqualTo("{\"n\":1}");
            assertThat(event.lastEventId())
                    .matches(
                            "\\[\\{\"topic\":\"mediawiki.recentchange\",\"partition\":0,"
                                    + "\"offset\":\\d+},\\{\"topic\":\"mediawiki.page-create\","
                                    + "\"partition\":0,\"offset\":\\d+}]");
            assertThat(client.parser().comments()).contains("ok");
        }
    }

    @Test
    void losesNothingThatWasAppendedToAQuietStreamWhileTheReaderWasAway() {
        // Given
        String streams = "/v2/stream/mediawiki.recentchange,mediawiki.page-create";
        String id;
        try (StreamClient client = new StreamClient(server.port(), streams, SSE)) {
            server.append("mediawiki.recentchange", 0, "k", "{\"n\":1}");
            id = client.next().lastEventId();
        }
        server.append("mediawiki.page-create", 0, "k", "{\"n\":2}");

        // When
        try (StreamClient again =
                new StreamClient(server.port(), streams, SSE, "Last-Event-ID: " + id)) {
            // Then
            assertThat(again.next().data()).isEqualTo("{\"n\":2}");
        }
    }

    @Test
    void turnsLatestInAnIdIntoANumberAtOnce() {
        // Given
        String id = "[{\"topic\":\"mediawiki.recentchange\",\"partition\":0,\"offset\":-1}]";
        server.append("mediawiki.recentchange", 0, "k", "{\"n\":1}");

        // When
        try (StreamClient client =
                new StreamClient(
                        server.port(),
                        "/v2/stream/mediawiki.recentchange",
                        SSE,
                        "Last-Event-ID: " + id)) {
            server.append("mediawiki.recentchange", 0, "k", "{\"n\":2}");

            // Then
            SseParser.Event event = client.next();
            assertThat(event.data()).isEqualTo("{\"n\":2}");
            assertThat(event.lastEventId()).doesNotContain("-1");
        }
    }

    @Test
    void understandsATargetThatNamesTheHost() {
        // Given
        server.append("mediawiki.recentchange", 0, "k", "{\"n\":1}");

        // When
        try (StreamClient client =
                new StreamClient(
                        server.port(),
                        "https://stream.wikimedia.org/v2/stream/mediawiki.recentchange?since=0",
                        SSE)) {
            // Then
            assertThat(client.next().data()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void writesLinesForWhoAcceptsJson() {
        // Given
        server.append("mediawiki.recentchange", 0, "k", "{\"n\":\n1}");
        server.append("mediawiki.recentchange", 0, "k", "no json");
        server.append("mediawiki.recentchange", 0, "k", "{\"n\":2}");

        // When
        try (StreamClient client =
                new StreamClient(
                        server.port(),
                        "/v2/stream/mediawiki.recentchange?since=0",
                        "Accept: application/json")) {
            // Then
            String text = new String(client.chunk(), StandardCharsets.UTF_8);
            while (text.isBlank()) {
                text = new String(client.chunk(), StandardCharsets.UTF_8);
            }
            assertThat(text.lines().filter(line -> !line.isEmpty()))
                    .containsExactly("{\"n\": 1}", "{\"n\":2}");
        }
    }

    /** A page's fetch would hang until something is said. */
    @Test
    void answersWhoAcceptsJsonBeforeThereIsAValue() {
        // Given
        String request =
                "GET /v2/stream/mediawiki.recentchange HTTP/1.1\r\nHost: test\r\n"
                        + "Accept: application/json\r\n\r\n";

        // When
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000); // Sooner than the first sign of life in silence.
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes("HTTP/1.1 200 OK".length());

            // Then
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void asksForCredentialsWhereTheTopicIsNotOpen() {
        try (StreamClient client =
                new StreamClient(server.port(), "/v2/stream/mediawiki.recentchange,secret", SSE)) {
            assertThat(client.status()).isEqualTo(401);
        }
    }
}
