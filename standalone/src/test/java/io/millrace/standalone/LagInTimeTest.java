package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How late a group is, as administration tells it, beside what whoever wrote the records knows of
 * when they were written. Time may pass at any point of this: the bounds are taken around it.
 */
class LagInTimeTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOPIC = "paced";
    private static final int ROUNDS = 80;
    private static final int IDLE_SINCE = 20;
    private static final int BUSY_BEHIND = 25;
    private static final int REPLAYED_AT_ONCE = 4;
    private static final int REPLAY_BEGINS = 40;
    private static final int LOOK_EVERY = 10;
    private static final Duration PACE = Duration.ofMillis(50);
    private static final long TOLERANCE_MS = 1_000;

    @TempDir static Path data;

    private static MillraceProcess millrace;

    private final List<Written> written = new ArrayList<>();

    /** When a record was appended, at the earliest and at the latest. */
    private record Written(long offset, long afterMs, long beforeMs) {}

    @BeforeAll
    static void start() throws Exception {
        millrace = MillraceProcess.start(data);
        millrace.call("PUT", "/admin/v1/topics/" + TOPIC, "{\"spec\":{\"partitions\":1}}");
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    @Test
    void isTheAgeOfTheOldestRecordThatIsNotCommitted() throws Exception {
        int replayed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            write();
            if (round == IDLE_SINCE) {
                commit("idle", round);
            }
            if (round >= BUSY_BEHIND) {
                commit("busy", round - BUSY_BEHIND);
            }
            if (round >= REPLAY_BEGINS) {
                replayed = Math.min(round, replayed + REPLAYED_AT_ONCE);
                commit("replaying", replayed);
            }
            if (round >= REPLAY_BEGINS && round % LOOK_EVERY == 0) {
                assertLag("idle", IDLE_SINCE);
                assertLag("busy", round - BUSY_BEHIND);
                assertLag("replaying", replayed);
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    @Test
    void isNothingWhereEverythingIsCommitted() throws Exception {
        // Given
        write();
        Written last = written.getLast();

        // When
        patch("caught-up", TOPIC, last.offset() + 1);

        // Then
        assertThat(lag("caught-up").get("lag_ms").longValue()).isZero();
    }

    /** What a leader notes when it begins to lead has an offset, too. */
    @Test
    void isNothingWhereThereIsNoRecord() throws Exception {
        // Given
        millrace.call("PUT", "/admin/v1/topics/silent", "{\"spec\":{\"partitions\":1}}");
        Awaitility.await().until(() -> end("silent") > 0);

        // When
        patch("of-silence", "silent", 0);

        // Then
        assertThat(lag("of-silence").get("lag").longValue()).isZero();
        assertThat(lag("of-silence").get("lag_ms").longValue()).isZero();
    }

    private static long end(String topic) throws Exception {
        Answer answer = millrace.call("GET", "/admin/v1/topics/" + topic + "/partitions", "");
        return JSON.readTree(answer.body()).at("/items/0/high_watermark").longValue();
    }

    private void write() throws Exception {
        long after = System.currentTimeMillis();
        Answer answer =
                millrace.call(
                        "POST",
                        "/v1/topics/" + TOPIC + "/records",
                        "{\"records\":[{\"value\":1}]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        long offset = JSON.readTree(answer.body()).at("/results/0/offset").longValue();
        written.add(new Written(offset, after, System.currentTimeMillis()));
    }

    /** All but the record of this index, and those after it. */
    private void commit(String group, int index) throws Exception {
        patch(group, TOPIC, written.get(index).offset());
    }

    private static void patch(String group, String topic, long nextOffset) throws Exception {
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

    private void assertLag(String group, int oldest) throws Exception {
        long asked = System.currentTimeMillis();
        long told = lag(group).get("lag_ms").longValue();
        long answered = System.currentTimeMillis();
        Written record = written.get(oldest);
        assertThat(told)
                .as("%s, of record %d of %d", group, oldest, written.size())
                .isBetween(
                        asked - record.beforeMs() - TOLERANCE_MS,
                        answered - record.afterMs() + TOLERANCE_MS);
    }

    private static JsonNode lag(String group) throws Exception {
        Answer answer = millrace.call("GET", "/admin/v1/groups/" + group + "/lag", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).at("/partitions/0");
    }
}
