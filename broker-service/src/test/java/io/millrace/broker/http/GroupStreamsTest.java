package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.http.DataPlane.Reply;
import io.millrace.broker.http.tail.SseParser;
import io.millrace.broker.http.tail.StreamClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GroupStreamsTest {
    private static DataPlane plane;
    private String topic;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane = new DataPlane(directory, "millrace.broker.groups.max-poll-interval=8s");
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName() + test.getDisplayName().hashCode();
        plane.create(topic, 2, Map.of());
    }

    private void produce(int partition, int from, int to) {
        List<String> records = new ArrayList<>();
        for (int n = from; n < to; n++) {
            records.add("{\"partition\":" + partition + ",\"value\":" + n + "}");
        }
        plane.post(
                "/v1/topics/" + topic + "/records",
                "{\"records\":[" + String.join(",", records) + "]}");
    }

    private String path(String member) {
        return "/v1/groups/" + topic + "/members/" + member;
    }

    private StreamClient stream(String member, String parameters, String... headers) {
        return StreamClient.sse(
                plane.port(),
                "Bearer " + plane.key.reveal(),
                path(member) + "/stream?topics=" + topic + parameters,
                headers);
    }

    private Reply ack(String member, String id) {
        return plane.post(path(member) + "/acks", "{\"cursor\":\"" + id + "\"}");
    }

    private JsonNode offsets() {
        return plane.get("/v1/groups/" + topic + "/offsets").json().get("offsets");
    }

    private static JsonNode json(SseParser.Event event) {
        return JsonMapper.shared().readTree(event.data());
    }

    private static SseParser.Event next(StreamClient stream, String type) {
        SseParser.Event event = stream.next();
        while (!event.type().equals(type)) {
            event = stream.next();
        }
        return event;
    }

    /** What its reader commits. */
    private static long behind(SseParser.Event message) {
        return json(message).get("offset").asLong() + 1;
    }

    private static List<Integer> values(List<SseParser.Event> messages) {
        return messages.stream().map(e -> json(e).get("value").asInt()).toList();
    }

    @Test
    void aMemberHearsWhatItHasThenRecordsAndCommitsByTheirIds() {
        // Given
        produce(0, 0, 3);

        try (StreamClient stream = stream("m1", "")) {
            // When
            JsonNode open = json(stream.next());
            SseParser.Event assign = stream.next();
            List<SseParser.Event> messages = stream.messages(3);
            Reply acked =
                    plane.post(
                            open.get("ack_url").asString(),
                            "{\"cursor\":\"" + messages.get(1).lastEventId() + "\"}");

            // Then
            assertThat(open.get("max_unacked").asInt()).isEqualTo(1_000);
            assertThat(assign.type()).isEqualTo("assign");
            assertThat(json(assign).get("partitions")).hasSize(2);
            assertThat(values(messages)).containsExactly(0, 1, 2);
            assertThat(acked.json().at("/acked/" + topic + "/0").asLong())
                    .isEqualTo(behind(messages.get(1)));
        }
    }

    @Test
    void noMoreIsSentThanMayBeUnacknowledged() {
        // Given
        produce(0, 0, 5);

        try (StreamClient stream = stream("m1", "&max_unacked=2")) {
            // When
            List<SseParser.Event> first = stream.messages(2);
            produce(1, 100, 101);
            ack("m1", first.get(1).lastEventId());
            List<SseParser.Event> second = stream.messages(2);

            // Then
            assertThat(values(first)).containsExactly(0, 1);
            assertThat(values(second)).hasSize(2).isSubsetOf(2, 3, 100);
        }
    }

    @Test
    void aReaderThatComesBackWithItsLastIdGoesOnThereAndFencesItsOldStream() {
        // Given
        produce(0, 0, 4);

        try (StreamClient old = stream("m1", "")) {
            SseParser.Event last = old.messages(2).get(1);

            // When
            try (StreamClient again = stream("m1", "", "Last-Event-ID: " + last.lastEventId())) {
                JsonNode open = json(again.next());
                SseParser.Event assign = again.next();
                List<SseParser.Event> messages = again.messages(2);
                SseParser.Event fenced = next(old, "fenced");

                // Then
                assertThat(open.get("resumed").asBoolean()).isTrue();
                assertThat(json(assign).at("/partitions/0/next_offset").asLong())
                        .isEqualTo(behind(last));
                assertThat(values(messages)).containsExactly(2, 3);
                assertThat(json(fenced).get("code").asString()).isEqualTo("fenced_member_epoch");
                assertThat(old.toEnd()).isEmpty();
                Reply acked = ack("m1", assign.lastEventId());
                assertThat(acked.json().at("/acked/" + topic + "/0").asLong())
                        .isEqualTo(behind(last));
            }
        }
    }

    @Test
    void whatIsAcknowledgedIsNotGivenAgainToAReaderThatComesBackWithAnOlderId() {
        // Given
        produce(0, 0, 4);

        try (StreamClient old = stream("m1", "")) {
            List<SseParser.Event> had = old.messages(3);
            ack("m1", had.get(2).lastEventId());
            String before = had.getFirst().lastEventId();

            // When
            try (StreamClient again = stream("m1", "", "Last-Event-ID: " + before)) {

                // Then
                assertThat(values(again.messages(1))).containsExactly(3);
            }
        }
    }

    @Test
    void anotherProcessBeginsWithWhatIsNotCommittedAndFencesTheOneBefore() {
        // Given
        produce(0, 0, 4);

        try (StreamClient old = stream("m1", "")) {
            List<SseParser.Event> had = old.messages(3);
            ack("m1", had.getFirst().lastEventId());

            // When
            try (StreamClient other = stream("m1", "")) {
                List<SseParser.Event> messages = other.messages(3);
                next(old, "fenced");

                // Then
                assertThat(values(messages)).containsExactly(1, 2, 3);
                try (StreamClient zombie =
                        stream("m1", "", "Last-Event-ID: " + had.getLast().lastEventId())) {
                    assertThat(zombie.status()).isEqualTo(409);
                    assertThat(zombie.body()).contains("fenced_member_epoch");
                }
            }
        }
    }

    @Test
    void aPartitionIsAnothersWhenItsStreamWasToldAndItsReaderHasSaidSo() {
        // Given
        produce(0, 0, 1);
        produce(1, 1, 2);

        try (StreamClient first = stream("m1", "")) {
            List<SseParser.Event> had = first.messages(2);
            ack("m1", had.getLast().lastEventId());

            // When
            try (StreamClient second = stream("m2", "")) {
                JsonNode nothing = json(next(second, "assign"));
                SseParser.Event revoke = next(first, "revoke");
                ack("m1", revoke.lastEventId());
                JsonNode given = json(next(second, "assign"));
                int moved = given.at("/partitions/0/partition").asInt();
                produce(moved, 7, 8);

                // Then
                assertThat(nothing.get("partitions")).isEmpty();
                assertThat(json(revoke).get("deadline").asString()).isNotEmpty();
                assertThat(json(revoke).at("/partitions/0/partition").asInt()).isEqualTo(moved);
                assertThat(given.at("/partitions/0/next_offset").asLong())
                        .isEqualTo(
                                behind(
                                        had.get(
                                                json(had.get(0)).get("partition").asInt() == moved
                                                        ? 0
                                                        : 1)));
                assertThat(values(second.messages(1))).containsExactly(7);
                produce(1 - moved, 8, 9);
                assertThat(values(first.messages(1))).containsExactly(8);
            }
        }
    }

    @Test
    void whoOnlyLooksOnCommitsWhatWasSent() {
        // Given
        produce(0, 0, 3);

        try (StreamClient stream = stream("m1", "&ack=auto")) {
            // When
            List<SseParser.Event> messages = stream.messages(3);

            // Then
            assertThat(values(messages)).containsExactly(0, 1, 2);
            await().untilAsserted(
                            () ->
                                    assertThat(offsets().at("/0/next_offset").asLong())
                                            .isEqualTo(behind(messages.getLast())));
        }
    }

    @Test
    void whoHasRecordsAndAcknowledgesNoneMakesRoomForOthers() {
        // Given
        produce(0, 0, 1);

        try (StreamClient hangs = stream("m1", "")) {
            hangs.messages(1);

            // When
            SseParser.Event fenced = next(hangs, "fenced");

            // Then
            assertThat(json(fenced).get("detail").asString()).contains("Nothing was acknowledged");
            try (StreamClient other = stream("m2", "")) {
                assertThat(json(next(other, "assign")).get("partitions")).hasSize(2);
                assertThat(values(other.messages(1))).containsExactly(0);
            }
        }
    }

    @Test
    void anIdOfAnotherMemberIsNoPosition() {
        try (StreamClient stream = stream("m1", "")) {
            String id = next(stream, "assign").lastEventId();

            // When
            try (StreamClient thief = stream("m2", "", "Last-Event-ID: " + id)) {
                // Then
                assertThat(thief.status()).isEqualTo(400);
                assertThat(thief.body()).contains("invalid_cursor");
            }
        }
    }

    @Test
    void aMemberWhoseTimeWasOverJoinsAgainByComingBack() {
        // Given
        produce(0, 0, 2);
        String id;
        try (StreamClient stream = stream("m1", "")) {
            id = stream.messages(1).getFirst().lastEventId();
        }
        plane.send("DELETE", path("m1"), BodyPublishers.noBody(), null);

        // When
        try (StreamClient again = stream("m1", "", "Last-Event-ID: " + id)) {
            // Then
            assertThat(json(again.next()).get("resumed").asBoolean()).isFalse();
            assertThat(values(again.messages(2))).containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/stream, 400",
        "/stream?topics=orders&max_unacked=0, 400",
        "/stream?topics=orders&ack=never, 400",
        "/stream?topics=orders&color=red, 400",
        "/stream?topics=no%20topic, 400",
        "/stream?topics=orders&rebalance_timeout_ms=5, 400",
    })
    void aWishThatMakesNoSenseIsRefused(String target, int status) {
        try (StreamClient stream =
                StreamClient.sse(
                        plane.port(),
                        "Bearer " + plane.key.reveal(),
                        "/v1/groups/g/members/m" + target)) {
            assertThat(stream.status()).isEqualTo(status);
        }
    }
}
