package io.millrace.broker.http.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is given a position that it could not come back with. */
class CursorRoomTest {
    @TempDir Path directory;
    private TailServer server;

    @BeforeEach
    void start() {
        server = new TailServer(directory, TailServer.STREAMS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPageHasNoCursorThatWouldBeRefused() {
        // Given
        String topics = topicsWithLongNames(42);

        // When
        try (StreamClient page = page("/v1/tail?topics=" + topics);
                StreamClient lines = StreamClient.lines(server, "/v1/tail?topics=" + topics);
                StreamClient fewer = page("/v1/tail?topics=" + topics.substring(0, 30 * 241 - 1))) {
            // Then
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.body()).contains("too_many_partitions");
            assertThat(lines.status()).isEqualTo(400);
            assertThat(fewer.status()).isEqualTo(200);
        }
    }

    @Test
    void aShortCursorOfOneTopicOpensNoDoorToLongOnes() {
        // Given
        String topics = topicsWithLongNames(42);
        String first = topics.substring(0, topics.indexOf(','));

        // When
        try (StreamClient client =
                StreamClient.sse(
                        server, "/v1/tail?topics=" + topics + "&cursor=k1~" + first + ":0@0")) {
            // Then
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body()).contains("too_many_partitions");
        }
    }

    @Test
    void idsOfEventStreamsAreMeasuredAsTheyAreSent() {
        // Given
        server.create("mediawiki.recentchange", 120, Map.of("read", "anonymous"));
        String accept = "Accept: text/event-stream";

        // When
        try (StreamClient ids =
                        new StreamClient(
                                server.port(), "/v2/stream/mediawiki.recentchange", accept);
                StreamClient cursors =
                        StreamClient.sse(server, "/v1/tail?topics=mediawiki.recentchange")) {
            // Then
            assertThat(ids.status()).isEqualTo(400);
            assertThat(ids.body()).contains("too_many_partitions");
            assertThat(cursors.status()).isEqualTo(200);
        }
    }

    private StreamClient page(String target) {
        return new StreamClient(
                server.port(),
                target,
                "Accept: application/json",
                "Authorization: " + server.authorization());
    }

    /** Each name has 240 characters. */
    private String topicsWithLongNames(int count) {
        List<String> names =
                IntStream.range(10, 10 + count).mapToObj(i -> "n".repeat(238) + i).toList();
        names.forEach(name -> server.create(name, 1, Map.of()));
        return String.join(",", names);
    }
}
