package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Whoever follows a topic while the server dies by SIGKILL gets every record once. */
class KillTest {
    private static final JsonMapper JSON = new JsonMapper();
    @TempDir private static Path directory;
    private static Millrace server;

    @BeforeAll
    static void startServer() {
        server = Millrace.start(directory.resolve("data"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventsource", "eventsource2"})
    void anEventSourceGetsEveryRecordOnce(String npmPackage) {
        // Given
        String topic = "read-by-" + npmPackage;
        createTopic(topic, "{\"partitions\":3}");
        String tail = server.url("/v1/tail?from=earliest&topics=" + topic);
        try (NodeScript reader =
                NodeScript.start("read-events.js", npmPackage, tail, server.adminKey())) {
            produce(topic, 0, 500, "{\"value\":%d}");
            reader.awaitLines(1);

            // When
            server.kill();
            server.restart();
            produce(topic, 500, 1_000, "{\"value\":%d}");
            reader.awaitLines(1_000);

            // Then
            assertThat(reader.lines())
                    .extracting(line -> JSON.readTree(line).get("value").asInt())
                    .containsExactlyInAnyOrderElementsOf(numbers(0, 1_000));
        }
    }

    @Test
    void wikimediaStreamsGetsEveryEventOnceAndInOrder() {
        // Given
        String stream = "mediawiki.recentchange";
        String event = "{\"value\":{\"meta\":{\"stream\":\"" + stream + "\"},\"id\":%d}}";
        createTopic(stream, "{\"partitions\":1,\"configs\":{\"read\":\"anonymous\"}}");
        try (NodeScript reader = NodeScript.start("read-wikimedia.js", server.url(""), stream)) {
            reader.awaitLine("open");
            produce(stream, 0, 500, event);
            reader.awaitLines(2);

            // When
            server.kill();
            server.restart();
            produce(stream, 500, 1_000, event);
            reader.awaitLines(1_001);

            // Then
            assertThat(reader.lines().stream().skip(1))
                    .extracting(line -> JSON.readTree(line).get("id").asInt())
                    .containsExactlyElementsOf(numbers(0, 1_000));
        }
    }

    @Test
    void aGroupLosesNothingAndGoesOnWhereItWas() throws Exception {
        // Given
        createTopic("shared", "{\"partitions\":4}");
        produce("shared", 0, 500, "{\"value\":%d}");
        try (GroupReaders group = GroupReaders.start(server, "shared", 2)) {
            group.awaitValues(500);

            // When
            server.kill();
            server.restart();
            produce("shared", 500, 1_000, "{\"value\":%d}");
            group.awaitValues(1_000);

            // Then
            assertThat(group.values()).containsExactlyInAnyOrderElementsOf(numbers(0, 1_000));
            assertThat(group.beganAnew()).isFalse();
        }
        try (GroupReaders later = GroupReaders.start(server, "shared", 1)) {
            produce("shared", 1_000, 1_001, "{\"value\":%d}");
            later.awaitValues(1);
            assertThat(later.values()).containsExactly(1_000);
        }
    }

    @Test
    @EnabledIf("io.millrace.endtoend.Chromium#isThere")
    void theConsoleShowsNoHoleAndNoDuplicate() {
        // Given
        createTopic("watched", "{\"partitions\":3}");
        produce("watched", 0, 15, "{\"value\":%d}");
        try (NodeScript page = Console.visit(server, "survive-kill", "watched", "15", "30")) {
            page.awaitLine("open");

            // When
            server.kill();
            page.awaitLine("reconnecting");
            server.restart();
            produce("watched", 15, 30, "{\"value\":%d}");

            // Then
            page.assertSucceeds();
        }
    }

    private static void createTopic(String name, String spec) {
        server.post("/admin/v1/topics", "{\"name\":\"%s\",\"spec\":%s}".formatted(name, spec));
    }

    private static void produce(String topic, int from, int to, String envelope) {
        String records =
                IntStream.range(from, to)
                        .mapToObj(envelope::formatted)
                        .collect(Collectors.joining(",", "{\"records\":[", "]}"));
        server.post("/v1/topics/" + topic + "/records", records);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
