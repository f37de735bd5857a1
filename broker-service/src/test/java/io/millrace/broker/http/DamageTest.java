package io.millrace.broker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.broker.http.DataPlane.Reply;
import io.millrace.broker.partition.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Reading a log one of whose batches the disk has damaged while it was served. */
class DamageTest {
    private static final String RECORDS = "/v1/topics/orders/partitions/0/records";

    @TempDir Path directory;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger =
            (Logger) LoggerFactory.getLogger(Partition.class.getPackageName());
    private DataPlane plane;
    private long good;
    private long damaged;
    private long behind;

    @BeforeEach
    void start() throws IOException {
        plane = new DataPlane(directory);
        plane.create("orders", 1, Map.of());
        good = produce("good");
        damaged = produce("damaged");
        behind = produce("behind");
        damage("damaged");
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
        plane.close();
    }

    private long produce(String value) {
        return plane.post(
                        "/v1/topics/orders/records",
                        "{\"records\":[{\"value\":\"" + value + "\"}]}")
                .json()
                .at("/results/0/offset")
                .asLong();
    }

    private void damage(String value) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path log : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                byte[] bytes = Files.readAllBytes(log);
                int at = new String(bytes, ISO_8859_1).indexOf(value);
                bytes[at] ^= 0x20;
                Files.write(log, bytes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-ndjson",
                "application/cloudevents-batch+json"
            })
    void servesWhatIsWholeAndNamesWhatIsNot(String type) {
        // When
        Reply before = plane.get(RECORDS + "?offset=earliest", "Accept", type);
        Reply there = plane.get(RECORDS + "?offset=" + damaged, "Accept", type);
        Reply after = plane.get(RECORDS + "?offset=" + behind, "Accept", type);

        // Then
        assertThat(before.body()).contains("\"good\"").doesNotContain("behind");
        assertThat(before.header("Next-Offset")).isEqualTo(Long.toString(damaged));
        assertCorrupt(there);
        assertThat(after.body()).contains("\"behind\"");
    }

    @Test
    void refusesTheDamagedRecordAndGivesTheOthers() {
        assertThat(plane.get(RECORDS + "/" + good).body()).isEqualTo("\"good\"");
        assertCorrupt(plane.get(RECORDS + "/" + damaged));
        assertThat(plane.get(RECORDS + "/" + behind).body()).isEqualTo("\"behind\"");
    }

    @Test
    void tellsATailTheSame() {
        // When
        Reply before = plane.get("/v1/tail?topics=orders&from=earliest", "Accept", JSON);
        String cursor = before.json().get("cursor").asString();
        Reply there = plane.get("/v1/tail?topics=orders&cursor=" + cursor, "Accept", JSON);

        // Then
        assertThat(before.json().get("records")).hasSize(1);
        assertCorrupt(there);
    }

    @Test
    void takesRecordsAsBefore() {
        // Given
        assertCorrupt(plane.get(RECORDS + "?offset=" + damaged));

        // When
        long next = produce("new");

        // Then
        assertThat(plane.get(RECORDS + "/" + next).body()).isEqualTo("\"new\"");
    }

    @Test
    void tellsTheOperatorOnce() {
        // When
        for (int i = 0; i < 3; i++) {
            plane.get(RECORDS + "?offset=" + damaged);
            plane.get(RECORDS + "/" + damaged);
        }

        // Then
        List<ILoggingEvent> errors =
                logged.list.stream().filter(e -> e.getLevel().equals(Level.ERROR)).toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains("topic=orders", "offset=" + damaged)
                .anyMatch(pair -> pair.startsWith("partition="));
    }

    private static final String JSON = "application/json";

    private void assertCorrupt(Reply reply) {
        JsonNode problem = reply.json();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
        assertThat(problem.get("code").asString()).isEqualTo("corrupt_record");
        assertThat(problem.get("status").asInt()).isEqualTo(500);
        assertThat(problem.at("/kafka_error/name").asString()).isEqualTo("CORRUPT_MESSAGE");
        assertThat(problem.get("topic").asString()).isEqualTo("orders");
        assertThat(problem.get("partition").asInt()).isZero();
        assertThat(problem.get("offset").asLong()).isEqualTo(damaged);
    }
}
