package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection on which nothing is asked for gives its place up; no other does. */
class ConnectionsTest {
    private static DataPlane plane;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane = new DataPlane(directory, "millrace.broker.http.connection-idle-timeout=1s");
        plane.create("orders", 1, Map.of());
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void closesWhatSendsNoWholeHead() {
        try (RawClient silent = new RawClient(plane);
                RawClient slow = new RawClient(plane)) {
            slow.send("GET /v1/metadata HTTP/1.1\r\nHost:");

            assertThat(silent.readAll()).isEmpty();
            assertThat(slow.readAll()).isEmpty();
        }
    }

    @Test
    void closesWhatAsksForNothingMore() {
        try (RawClient client = new RawClient(plane)) {
            // When
            client.head("GET /v1/topics/orders/offsets");

            // Then
            assertThat(client.readAll()).contains("200 OK").doesNotContain("connection: close");
        }
    }

    @Test
    void leavesStreamsAndSlowBodiesAlone() {
        try (RawClient reader = new RawClient(plane);
                RawClient writer = new RawClient(plane)) {
            // Given
            writer.head(
                    "POST /v1/topics/orders/records",
                    "Content-Type: application/x-ndjson",
                    "Transfer-Encoding: chunked");
            reader.head("GET /v1/tail?topics=orders&heartbeat=1s", "Accept: text/event-stream");

            // When
            for (int i = 0; i < 3; i++) {
                reader.readUntil("event: heartbeat");
            }
            writer.chunk("{\"value\":1}\n").lastChunk();

            // Then
            assertThat(writer.readUntil("\"offset\"")).contains("200 OK");
        }
    }
}
