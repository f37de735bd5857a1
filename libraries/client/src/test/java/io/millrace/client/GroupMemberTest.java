package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class GroupMemberTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String JOINED =
            "{\"session\":3,\"member_epoch\":4,\"assignment\":{},\"cursor\":\"joined\","
                    + "\"heartbeat_interval_ms\":20,\"session_timeout_ms\":45000}";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> incarnations = new CopyOnWriteArrayList<>();
    private final Queue<Reply> polls = new ConcurrentLinkedQueue<>();
    private FakeBroker broker;
    private MillraceClient client;
    private GroupMember member;

    private record Reply(int status, String body) {}

    @BeforeEach
    void open() throws IOException {
        broker = new FakeBroker(1);
        broker.server().createContext("/v1/groups/billing/members/m%201", this::answer);
        broker.server().createContext("/v1/groups/billing/members/m 1", this::answer);
        client = new MillraceClient(ClientConfig.of(broker.url()));
        member =
                client.member(
                        "billing",
                        List.of(new TopicName("orders")),
                        GroupConfig.newMember().named("m 1"));
    }

    @AfterEach
    void close() {
        member.close();
        client.close();
        broker.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                requests.add("join");
                incarnations.add(Json.MAPPER.readTree(body).path("incarnation").asString());
                send(exchange, new Reply(200, JOINED));
            }
            case "DELETE" -> {
                requests.add("leave");
                send(exchange, new Reply(204, ""));
            }
            default -> {
                if (path.endsWith("/heartbeat")) {
                    requests.add("heartbeat");
                    send(exchange, new Reply(200, JOINED));
                } else if (path.endsWith("/acks")) {
                    requests.add("ack " + Json.MAPPER.readTree(body).path("cursor").asString());
                    send(exchange, new Reply(200, JOINED));
                } else {
                    JsonNode poll = Json.MAPPER.readTree(body);
                    requests.add("poll " + poll.path("cursor").asString());
                    Reply next = polls.poll();
                    send(exchange, next == null ? page("idle", "") : next);
                }
            }
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        try (exchange) {
            if (reply.status() < 0) {
                return;
            }
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Reply page(String cursor, String records) {
        return new Reply(
                200,
                "{\"records\":[%s],\"session\":3,\"member_epoch\":4,\"assignment\":{\"orders\":[0,2]},\"cursor\":\"%s\"}"
                        .formatted(records, cursor));
    }

    private static String record(int partition, long offset, String value) {
        return "{\"topic\":\"orders\",\"partition\":%d,\"offset\":%d,\"value\":%s}"
                .formatted(partition, offset, value);
    }

    private static Reply refused(ErrorCode code) {
        return new Reply(
                code.httpStatus(),
                Json.MAPPER.writeValueAsString(Problem.of(code, "as the test has it").toJson()));
    }

    @Test
    void eachPollAcknowledgesWhatTheOneBeforeHasBrought() {
        // Given
        polls.add(page("c1", record(0, 7, "1.00") + "," + record(2, 8, "\"ü\"")));
        polls.add(page("c2", record(0, 9, "3")));

        // When
        GroupPage first = member.poll(SOON);
        GroupPage second = member.poll(SOON);

        // Then
        assertThat(first.records())
                .containsExactly(
                        new GroupRecord(new TopicName("orders"), 0, 7, record(0, 7, "1.00")),
                        new GroupRecord(new TopicName("orders"), 2, 8, record(2, 8, "\"ü\"")));
        assertThat(first.assignment()).isEqualTo(Map.of(new TopicName("orders"), Set.of(0, 2)));
        assertThat(second.records()).extracting(GroupRecord::offset).containsExactly(9L);
        assertThat(requests).startsWith("join", "poll joined", "poll c1");
    }

    @Test
    void asksAgainWithTheSameCursorWhenAnAnswerIsLost() {
        // Given
        polls.add(page("c1", record(0, 7, "1")));
        polls.add(new Reply(-1, ""));
        polls.add(refused(ErrorCode.COORDINATOR_LOADING));
        polls.add(page("c2", record(0, 8, "2")));

        // When
        member.poll(SOON);
        GroupPage page = member.poll(SOON);

        // Then
        assertThat(page.records()).extracting(GroupRecord::offset).containsExactly(8L);
        assertThat(page.beganAnew()).isFalse();
        assertThat(requests.stream().filter("poll c1"::equals)).hasSize(3);
    }

    @Test
    void beginsAnewAsSomebodyElseWhenItWasFenced() {
        // Given
        polls.add(page("c1", record(0, 7, "1")));
        polls.add(refused(ErrorCode.FENCED_MEMBER_EPOCH));
        polls.add(page("c2", record(0, 7, "1")));
        polls.add(page("c3", record(0, 8, "2")));

        // When
        member.poll(SOON);
        GroupPage again = member.poll(SOON);
        GroupPage next = member.poll(SOON);

        // Then
        assertThat(again.beganAnew()).isTrue();
        assertThat(next.beganAnew()).isFalse();
        assertThat(incarnations).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void saysThatItLivesWhileRecordsAreProcessed() {
        // Given
        polls.add(page("c1", record(0, 7, "1")));

        // When
        member.poll(SOON);

        // Then
        await().untilAsserted(() -> assertThat(requests).contains("heartbeat"));
    }

    @Test
    void throwsWhatItCannotMend() {
        // Given
        polls.add(refused(ErrorCode.GROUP_AUTHORIZATION_FAILED));

        // When // Then
        assertThatThrownBy(() -> member.poll(SOON))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.problem().code())
                                        .isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED));
    }

    @Test
    void acknowledgesAndLeavesWhenItIsClosed() {
        // Given
        polls.add(page("c1", record(0, 7, "1")));
        member.poll(SOON);

        // When
        boolean counts = member.acknowledge();
        member.close();

        // Then
        assertThat(counts).isTrue();
        assertThat(requests).containsSequence("ack c1", "leave");
    }
}
