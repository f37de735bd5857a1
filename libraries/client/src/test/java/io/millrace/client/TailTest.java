package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TailTest {
    private static final List<TopicName> ORDERS = List.of(new TopicName("orders"));
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<String> lastEventIds = new CopyOnWriteArrayList<>();
    private FakeBroker broker;
    private MillraceClient client;

    interface Stream {
        void write(HttpExchange exchange, int connection) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        broker = new FakeBroker(1);
        client = new MillraceClient(ClientConfig.of(broker.url()));
    }

    @AfterEach
    void close() {
        client.close();
        broker.close();
    }

    @Test
    void goesOnBehindTheLastEventAfterEveryEnd() {
        // Given: each connection gives two events and ends, the second time in the middle of one
        serve(
                (exchange, connection) -> {
                    int first = 2 * connection;
                    send(
                            exchange,
                            "retry: 1\n\nid: c"
                                    + first
                                    + "\ndata: "
                                    + first
                                    + "\n\n"
                                    + "id: c"
                                    + (first + 1)
                                    + "\ndata: "
                                    + (first + 1)
                                    + "\n\n"
                                    + "id: torn\ndata: torn");
                });
        List<String> data = new ArrayList<>();

        // When
        try (Tail tail = client.tail(ORDERS, TailConfig.DEFAULTS.startingAt("earliest"))) {
            while (data.size() < 8) {
                data.add(tail.next(SOON).orElseThrow().data());
            }
        }

        // Then
        assertThat(data).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(lastEventIds.subList(0, 4)).containsExactly("", "c1", "c3", "c5");
    }

    @Test
    void endsWithTheProblemThatTheBrokerGives() {
        // Given
        serve(
                (exchange, connection) -> {
                    byte[] body =
                            "{\"code\":\"topic_recreated\",\"detail\":\"new\"}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(410, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });

        // When // Then
        try (Tail tail = client.tail(ORDERS, TailConfig.DEFAULTS)) {
            assertThatThrownBy(() -> tail.next(SOON))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ErrorCode.TOPIC_RECREATED));
            assertThat(tail.isEnded()).isTrue();
        }
    }

    @Test
    void endsWhenTheTopicIsGone() {
        // Given
        serve(
                (exchange, connection) -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });

        // When // Then
        try (Tail tail = client.tail(ORDERS, TailConfig.DEFAULTS)) {
            assertThat(tail.next(SOON)).isEmpty();
            assertThat(tail.isEnded()).isTrue();
        }
    }

    @Test
    void leavesAConnectionThatHasGoneSilent() {
        // Given: the first connection stays open without a word
        CountDownLatch over = new CountDownLatch(1);
        serve(
                (exchange, connection) -> {
                    if (connection == 0) {
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write("retry: 1\n\n".getBytes());
                        exchange.getResponseBody().flush();
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    } else {
                        send(exchange, "data: back\n\n");
                    }
                });
        TailConfig config = TailConfig.DEFAULTS.withIdleTimeout(Duration.ofMillis(300));

        // When
        try (Tail tail = client.tail(ORDERS, config)) {

            // Then
            assertThat(tail.next(SOON).orElseThrow().data()).isEqualTo("back");
        } finally {
            over.countDown();
        }
    }

    @Test
    void doesNotReadOnWhileNobodyTakesEvents() throws InterruptedException {
        // Given
        EventBuffer buffer = new EventBuffer(1000);
        TailEvent large = new TailEvent("message", "c", "x".repeat(700));
        buffer.put(large);
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        buffer.put(large);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });

        // When
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(writer.getState()).isEqualTo(Thread.State.WAITING));
        buffer.take(0);

        // Then
        writer.join();
        assertThat(buffer.take(0)).contains(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void parsesEventsAsTheStandardTellsIt(String newline) throws IOException {
        // Given
        String stream =
                String.join(
                        newline,
                        ": comment",
                        "id: 1",
                        "event: gap",
                        "data: a",
                        "data:b",
                        "data:  c",
                        "",
                        "id: 2",
                        "",
                        "data",
                        "unknown: x",
                        "",
                        "retry: 50",
                        "data: void");

        // When
        EventParser parser = new EventParser(new StringReader(stream), 1000, "0");

        // Then
        assertThat(parser.next()).isEqualTo(new TailEvent("gap", "1", "a\nb\n c"));
        assertThat(parser.next()).isEqualTo(new TailEvent("message", "2", ""));
        assertThat(parser.next()).isNull();
        assertThat(parser.retryMs()).isEqualTo(50);
    }

    @Test
    void refusesAnEventWithoutEnd() {
        // Given
        EventParser parser =
                new EventParser(new StringReader("data: " + "x".repeat(50_000)), 10_000, "");

        // When // Then
        assertThatThrownBy(parser::next).isInstanceOf(EventParser.EventTooLargeException.class);
    }

    private void serve(Stream stream) {
        int[] connections = {0};
        broker.server()
                .createContext(
                        "/v1/tail",
                        exchange -> {
                            String id = exchange.getRequestHeaders().getFirst("Last-Event-ID");
                            lastEventIds.add(id == null ? "" : id);
                            int connection;
                            synchronized (connections) {
                                connection = connections[0]++;
                            }
                            stream.write(exchange, connection);
                        });
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }
}
