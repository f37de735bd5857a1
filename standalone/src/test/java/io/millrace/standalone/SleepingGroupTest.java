package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What retention does to a group that does not read for a while. */
class SleepingGroupTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long RETENTION_MS = 2_000;
    private static final long SHORT_GUARD_MS = 6_000;
    private static final long LONG_GUARD_MS = 3_600_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(200);

    @TempDir static Path data;

    private static MillraceProcess millrace;

    @BeforeAll
    static void start() throws Exception {
        millrace = MillraceProcess.start(data, "-Dmillrace.broker.retention-interval=200ms");
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    @Test
    void itsRecordsAreHeldUntilItHasReadThem() throws Exception {
        // Given: a twin that nothing holds
        create("held", LONG_GUARD_MS);
        create("free", 0);
        long unread = write("held");
        write("free");
        commit("sleeper", "held", unread);
        commit("sleeper", "free", unread);
        awaitDeleted("free", unread + 1, "held");
        awaitDeleted("free", logStart("free") + 1, "held");
        long heldAt = logStart("held");
        JsonNode held = lag("sleeper", "held");
        JsonNode free = lag("sleeper", "free");

        // When
        commit("sleeper", "held", end("held"));

        // Then
        awaitDeleted("held", unread + 1);
        assertThat(heldAt).isLessThanOrEqualTo(unread);
        assertThat(held.get("lost_records").longValue()).isZero();
        assertThat(held.get("at_risk_records").longValue()).isPositive();
        assertThat(free.get("lost_records").longValue()).isPositive();
    }

    @Test
    void itsRecordsAreDeletedWhenTheGuardHasPassed() throws Exception {
        // Given
        create("guarded", SHORT_GUARD_MS);
        long before = System.currentTimeMillis();
        long unread = write("guarded");

        // When
        commit("oversleeper", "guarded", unread);

        // Then
        await().atMost(PATIENCE)
                .pollInterval(PAUSE)
                .untilAsserted(
                        () -> {
                            write("guarded");
                            JsonNode lag = lag("oversleeper", "guarded");
                            assertThat(lag.at("/at_risk_records").longValue()).isPositive();
                        });
        awaitDeleted("guarded", unread + 1);
        assertThat(System.currentTimeMillis() - before)
                .isGreaterThanOrEqualTo(RETENTION_MS + SHORT_GUARD_MS);
        assertThat(lag("oversleeper", "guarded").get("lost_records").longValue()).isPositive();
        assertThat(millrace.call("GET", "/admin/v1/metrics", "").body())
                .containsPattern("millrace_topic_unread_deleted_total\\{topic=\"guarded\"} [1-9]")
                .contains("millrace_log_unread_expiring{");
    }

    private static void create(String topic, long guardMs) throws Exception {
        Answer created =
                millrace.call(
                        "PUT",
                        "/admin/v1/topics/" + topic,
                        """
                        {"spec":{"partitions":1,"configs":{"segment.ms":"1000",\
                        "retention.ms":"%d","retention.guard.ms":"%d"}}}\
                        """
                                .formatted(RETENTION_MS, guardMs));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private static long write(String topic) throws Exception {
        Answer answer =
                millrace.call(
                        "POST",
                        "/v1/topics/" + topic + "/records",
                        "{\"records\":[{\"value\":1}]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).at("/results/0/offset").longValue();
    }

    private static void commit(String group, String topic, long nextOffset) throws Exception {
        Answer committed =
                millrace.call(
                        "PATCH",
                        "/v1/groups/" + group + "/offsets",
                        """
                        {"offsets":[{"topic":"%s","partition":0,"next_offset":%d}]}\
                        """
                                .formatted(topic, nextOffset));
        assertThat(committed.status()).as(committed.body()).isEqualTo(200);
    }

    /** While its records, and those of others, go on: the last segment is never deleted. */
    private static void awaitDeleted(String topic, long offset, String... others) {
        await().atMost(PATIENCE)
                .pollInterval(PAUSE)
                .untilAsserted(
                        () -> {
                            for (String other : others) {
                                write(other);
                            }
                            write(topic);
                            assertThat(logStart(topic)).isGreaterThanOrEqualTo(offset);
                        });
    }

    private static long logStart(String topic) throws Exception {
        return partition(topic).get("log_start_offset").longValue();
    }

    private static long end(String topic) throws Exception {
        return partition(topic).get("high_watermark").longValue();
    }

    private static JsonNode partition(String topic) throws Exception {
        Answer answer = millrace.call("GET", "/admin/v1/topics/" + topic + "/partitions", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).at("/items/0");
    }

    private static JsonNode lag(String group, String topic) throws Exception {
        Answer answer = millrace.call("GET", "/admin/v1/groups/" + group + "/lag", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (JsonNode partition : JSON.readTree(answer.body()).get("partitions")) {
            if (partition.get("topic").stringValue().equals(topic)) {
                return partition;
            }
        }
        throw new AssertionError("no lag of " + topic + " in " + answer.body());
    }
}
