package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.http.DataPlane.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class GroupsTest {
    private static DataPlane plane;
    private String topic;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane = new DataPlane(directory);
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

    @Test
    void aMemberGetsAllRecordsOnceAndCommitsWhatItSaysItHasProcessed() {
        // Given
        produce(0, 0, 3);
        produce(1, 3, 5);
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);

        // When
        List<String> got = new ArrayList<>();
        while (got.size() < 5) {
            got.addAll(GroupClient.values(member.poll()));
        }
        Reply last = member.poll();

        // Then
        assertThat(got).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
        assertThat(GroupClient.values(last)).isEmpty();
        assertThat(last.json().at("/acked/" + topic + "/1").asLong())
                .isEqualTo(offsets().get(1).get("next_offset").asLong());
        assertThat(offsets()).hasSize(2);
    }

    private JsonNode offsets() {
        return plane.get("/v1/groups/" + topic + "/offsets").json().get("offsets");
    }

    @Test
    void whatIsNotAcknowledgedIsNotCommittedAndComesAgainToTheNextProcess() {
        // Given
        produce(0, 0, 3);
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        List<String> first = GroupClient.values(member.poll("\"ack\":false,\"max_records\":2"));
        member.poll("\"ack\":false");

        // When
        member.joinAnew("\"topics\":[\"" + topic + "\"]");

        // Then
        assertThat(first).containsExactly("0", "1");
        assertThat(offsets()).isEmpty();
        assertThat(GroupClient.values(member.poll())).containsExactly("0", "1", "2");
    }

    @Test
    void aLostAnswerLosesNothing() {
        // Given
        produce(0, 0, 3);
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        String before = member.cursor();
        Reply lost = member.pollWith(before, "\"ack\":true,\"max_records\":2");

        // When
        Reply again = member.pollWith(before, "\"ack\":true,\"max_records\":2");

        // Then
        assertThat(GroupClient.values(again)).isEqualTo(GroupClient.values(lost));
    }

    @Test
    void aJoinThatIsRepeatedChangesNothing() {
        // Given
        GroupClient member = new GroupClient(plane, topic, "m1");
        Reply first = member.join("\"topics\":[\"" + topic + "\"]");

        // When
        Reply again = member.join("\"topics\":[\"" + topic + "\"]");

        // Then
        assertThat(again.json().get("member_epoch")).isEqualTo(first.json().get("member_epoch"));
        assertThat(again.json().get("assignment").get(topic)).hasSize(2);
        assertThat(again.json().get("session_timeout_ms").asLong()).isPositive();
    }

    @Test
    void aPartitionGoesToAnotherMemberWhenItsOwnerHasGivenItUp() {
        // Given
        produce(0, 0, 1);
        produce(1, 1, 2);
        GroupClient first = GroupClient.joined(plane, topic, "m1", topic);
        List<String> got = new ArrayList<>(GroupClient.values(first.poll()));
        while (got.size() < 2) {
            got.addAll(GroupClient.values(first.poll()));
        }
        GroupClient second = GroupClient.joined(plane, topic, "m2", topic);

        // When
        Reply told = first.poll();
        Reply tooEarly = second.poll();
        Reply released = first.poll();
        Reply taken = second.poll();

        // Then
        assertThat(told.json().get("revoking").get(topic)).hasSize(1);
        assertThat(told.json().has("revoke_deadline")).isTrue();
        assertThat(tooEarly.json().get("assignment").has(topic)).isFalse();
        assertThat(released.json().has("revoking")).isFalse();
        assertThat(taken.json().get("assignment").get(topic)).hasSize(1);
        assertThat(GroupClient.values(taken)).isEmpty();
        produce(0, 2, 3);
        produce(1, 3, 4);
        List<String> byBoth = new ArrayList<>(GroupClient.values(second.poll()));
        byBoth.addAll(GroupClient.values(first.poll()));
        assertThat(byBoth).containsExactlyInAnyOrder("2", "3");
    }

    @Test
    void aPollThatWaitsIsAnsweredWhenThereIsARecord() {
        // Given
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        CompletableFuture<Reply> waiting =
                CompletableFuture.supplyAsync(
                        () -> member.poll("\"ack\":true,\"max_wait_ms\":30000"));
        await().untilAsserted(() -> assertThat(plane.membersSpokenFor()).isEqualTo(1));

        // When
        produce(0, 7, 8);

        // Then
        assertThat(GroupClient.values(waiting.join())).containsExactly("7");
        assertThat(plane.membersSpokenFor()).isZero();
    }

    @Test
    void aPollThatWaitsIsAnsweredWhenSomethingIsToBeGivenUp() {
        // Given
        GroupClient first = GroupClient.joined(plane, topic, "m1", topic);
        CompletableFuture<Reply> waiting =
                CompletableFuture.supplyAsync(
                        () -> first.poll("\"ack\":true,\"max_wait_ms\":30000"));
        await().untilAsserted(() -> assertThat(plane.membersSpokenFor()).isEqualTo(1));

        // When
        GroupClient.joined(plane, topic, "m2", topic);

        // Then
        assertThat(waiting.join().json().get("revoking").get(topic)).hasSize(1);
    }

    @Test
    void aPollThatWaitsReadsWhatItIsGivenMeanwhile() {
        // Given
        produce(0, 0, 1);
        produce(1, 1, 2);
        GroupClient first = GroupClient.joined(plane, topic, "m1", topic);
        GroupClient second = GroupClient.joined(plane, topic, "m2", topic);
        CompletableFuture<Reply> waiting =
                CompletableFuture.supplyAsync(
                        () -> second.poll("\"ack\":true,\"max_wait_ms\":30000"));
        await().untilAsserted(() -> assertThat(plane.membersSpokenFor()).isEqualTo(1));

        // When
        first.leave();

        // Then
        assertThat(GroupClient.values(waiting.join())).isNotEmpty();
    }

    @Test
    void theProcessOfBeforeIsFenced() {
        // Given
        produce(0, 0, 1);
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        member.poll("\"ack\":false");
        String old = member.cursor();
        member.joinAnew("\"topics\":[\"" + topic + "\"]");

        // When
        Reply zombie = member.pollWith(old, "\"ack\":true");

        // Then
        assertThat(zombie.status()).isEqualTo(409);
        assertThat(zombie.json().get("code").asString()).isEqualTo("fenced_member_epoch");
        assertThat(offsets()).isEmpty();
    }

    @Test
    void whoHasLeftIsUnknown() {
        // Given
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);

        // When
        Reply left = member.leave();

        // Then
        assertThat(left.status()).isEqualTo(204);
        assertThat(member.poll().status()).isEqualTo(404);
        assertThat(member.ack().json().get("code").asString()).isEqualTo("unknown_member");
        assertThat(member.leave().status()).isEqualTo(404);
    }

    @Test
    void acksCommitLikePolls() {
        // Given
        produce(0, 0, 2);
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        member.poll("\"ack\":false,\"max_wait_ms\":1000");

        // When
        Reply acked = member.ack();

        // Then
        long next = acked.json().at("/acked/" + topic + "/0").asLong();
        assertThat(next).isPositive();
        assertThat(offsets().get(0).get("next_offset").asLong()).isEqualTo(next);
    }

    @Test
    void aCursorIsOfOneMemberAndNotToBeChanged() {
        // Given
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        GroupClient other = GroupClient.joined(plane, topic, "m2", topic);
        String changed = member.cursor().replaceFirst("g1\\.[0-9]+", "g1.9");

        // When // Then
        assertThat(other.pollWith(member.cursor(), "\"ack\":true").json().get("code").asString())
                .isEqualTo("invalid_cursor");
        assertThat(member.pollWith(changed, "\"ack\":true").status()).isEqualTo(400);
        assertThat(member.pollWith("k1~orders:0@5", "\"ack\":true").status()).isEqualTo(400);
    }

    @Test
    void latestBeginsAtTheEnd() {
        // Given
        produce(0, 0, 3);
        GroupClient member = new GroupClient(plane, topic, "m1");
        member.join("\"topics\":[\"" + topic + "\"],\"auto_offset_reset\":\"latest\"");
        Reply first = member.poll();

        // When
        produce(0, 3, 4);

        // Then
        assertThat(GroupClient.values(first)).isEmpty();
        assertThat(GroupClient.values(member.poll("\"ack\":true,\"max_wait_ms\":30000")))
                .containsExactly("3");
    }

    @Test
    void offsetsAreCommittedByNumberWhileThereAreNoMembers() {
        // When
        Reply committed = commitByNumber();

        // Then
        assertThat(committed.json().at("/acked/" + topic + "/1").asLong()).isEqualTo(42);
        assertThat(offsets().get(0).get("metadata").asString()).isEqualTo("x");
        GroupClient.joined(plane, topic, "m1", topic);
        Reply refused = commitByNumber();
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("code").asString()).isEqualTo("group_not_empty");
    }

    private Reply commitByNumber() {
        String body =
                "{\"offsets\":[{\"topic\":\"%s\",\"partition\":1,\"next_offset\":42,\"metadata\":\"x\"}]}"
                        .formatted(topic);
        String path = "/v1/groups/" + topic + "/offsets";
        return plane.send("PATCH", path, BodyPublishers.ofString(body), body);
    }

    @Test
    void aCommitWithoutAMemberIsNotRepeatedByItself() {
        // Given
        plane.groups().loseAnswer();

        // When
        Reply unknown = commitByNumber();

        // Then
        assertThat(unknown.json().get("code").asString()).isEqualTo("request_timed_out");
        assertThat(offsets().get(0).get("next_offset").asLong()).isEqualTo(42);
    }

    @Test
    void aMemberThatDoesNotPollSaysThatItLives() {
        // Given
        GroupClient member = new GroupClient(plane, topic, "m1");
        JsonNode joined = member.join("\"topics\":[\"" + topic + "\"]").json();
        String body =
                "{\"session\":%d,\"member_epoch\":%d}"
                        .formatted(
                                joined.get("session").asLong(),
                                joined.get("member_epoch").asLong());

        // When
        Reply reply = plane.post("/v1/groups/" + topic + "/members/m1/heartbeat", body);

        // Then
        assertThat(reply.json().get("assignment").get(topic)).hasSize(2);
    }

    @Test
    void aCoordinatorThatMovesIsWaitedFor() {
        // Given
        GroupClient member = GroupClient.joined(plane, topic, "m1", topic);
        plane.groups().load(true);
        CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(member::poll);

        // When
        plane.groups().load(false);

        // Then
        assertThat(waiting.join().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|invalid_request",
                "{\"topics\":[]}|invalid_request",
                "{\"topics\":[\"a/b\"]}|invalid_topic_name",
                "{\"topics\":\"orders\"}|invalid_request",
                "{\"topics\":[\"orders\"],\"rack\":null}|invalid_request",
                "{\"topics\":[\"orders\"],\"incarnation\":\"me\"}|invalid_request",
                "{\"topics\":[\"orders\"],\"rebalance_timeout_ms\":1}|invalid_request",
                "{\"topics\":[\"orders\"],\"auto_offset_reset\":\"none\"}|invalid_request",
                "{\"topics\":[\"orders\"],\"subscription\":1}|unknown_field",
                "{\"topics\":[\"orders\"]|invalid_json",
                "[]|invalid_request"
            })
    void aWishThatMakesNoSenseIsRefused(String body, String code) {
        // When
        Reply reply = new GroupClient(plane, topic, "m1").put(body);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("code").asString()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"/v1/groups/a%00b/offsets", "/v1/groups/%0a/offsets"})
    void aGroupsNameHasNoControlCharacters(String path) {
        // When // Then
        assertThat(plane.get(path).status()).isEqualTo(400);
    }
}
