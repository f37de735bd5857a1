package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.standalone.MillraceProcess.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How far a group was behind, as a process tells it whose minutes are short. */
class LagHistoryTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GROUPS = "/admin/v1/groups/";
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path data;

    private static Instant started;
    private static MillraceProcess millrace;
    private static AdminDocument document;

    @BeforeAll
    static void start() throws Exception {
        started = Instant.now();
        millrace =
                MillraceProcess.start(
                        data, "-Dmillrace.admin.lag-samples.every=" + EVERY.toMillis() + "ms");
        document = new AdminDocument();
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
    }

    @Test
    void saysSinceWhenAndHowFarAGroupWasBehind() throws Exception {
        // Given
        long end = create("kept");
        commit("idle", "kept", end - 3);

        // When
        await().atMost(PATIENCE).until(() -> history("idle").get("total").size() >= 5);

        // Then
        JsonNode history = history("idle");
        assertThat(history.get("sampled").booleanValue()).isTrue();
        assertThat(history.get("every_ms").longValue()).isEqualTo(EVERY.toMillis());
        assertThat(history.get("topics_left_out").intValue()).isZero();
        assertThat(history.get("topics")).hasSize(1);
        assertThat(history.at("/topics/0/topic").stringValue()).isEqualTo("kept");
        assertThat(Instant.parse(history.get("since").stringValue()))
                .isBetween(started, Instant.now())
                .isEqualTo(Instant.parse(history.at("/topics/0/samples/0/time").stringValue()));
        List<JsonNode> samples = history.at("/topics/0/samples").valueStream().toList();
        assertThat(samples).allMatch(sample -> sample.get("lag").longValue() == 3);
        assertThat(samples.getLast().get("lag_ms").longValue())
                .isGreaterThan(samples.getFirst().get("lag_ms").longValue());
        assertThat(lag("idle").at("/trend/direction").stringValue()).isEqualTo("steady");
    }

    @Test
    void tellsThatALagRisesAndThatItFalls() throws Exception {
        // Given
        long end = create("busy");
        commit("worker", "busy", end);

        // When // Then
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            produce("busy", 10);
                            assertThat(trend("worker")).isEqualTo("rising");
                        });
        assertThat(lag("worker").at("/trend/records_per_second").doubleValue()).isPositive();

        long behind = lag("worker").get("total_lag").longValue();
        long[] committed = {end};
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            committed[0] = Math.min(end + behind, committed[0] + 3);
                            commit("worker", "busy", committed[0]);
                            assertThat(trend("worker")).isEqualTo("falling");
                        });
        assertThat(lag("worker").at("/trend/records_per_second").doubleValue()).isNegative();
    }

    @Test
    void refusesWhatItsNeighboursRefuse() throws Exception {
        // Given
        commit("known", "of-nothing", create("of-nothing"));

        // When // Then
        assertProblem(call(GROUPS + "nobody/lag/history"), 404, "group_not_found");
        assertProblem(call(GROUPS + "known/lag/history?hours=1"), 400, "invalid_request");
        assertThat(millrace.callAsStranger("GET", GROUPS + "known/lag/history", "").status())
                .isEqualTo(401);
    }

    /** Makes a topic with ten records and tells where it ends. */
    private static long create(String topic) throws Exception {
        millrace.call("PUT", "/admin/v1/topics/" + topic, "{\"spec\":{\"partitions\":1}}");
        return produce(topic, 10);
    }

    private static long produce(String topic, int count) throws Exception {
        Answer produced =
                millrace.call(
                        "POST",
                        "/v1/topics/" + topic + "/records",
                        "{\"records\":[{\"value\":1}" + ",{\"value\":1}".repeat(count - 1) + "]}");
        assertThat(produced.status()).as(produced.body()).isEqualTo(200);
        return JSON.readTree(produced.body()).at("/results/" + (count - 1) + "/offset").longValue()
                + 1;
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

    private static String trend(String group) throws Exception {
        return lag(group).at("/trend/direction").stringValue("none");
    }

    private static JsonNode lag(String group) throws Exception {
        return JSON.readTree(call(GROUPS + group + "/lag").body());
    }

    private static JsonNode history(String group) throws Exception {
        return JSON.readTree(call(GROUPS + group + "/lag/history").body());
    }

    /** Calls, and holds the answer to the document. */
    private static Answer call(String path) throws Exception {
        Answer answer = millrace.call("GET", path, "");
        document.check("GET", path, answer);
        return answer;
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("code").stringValue()).isEqualTo(code);
    }
}
