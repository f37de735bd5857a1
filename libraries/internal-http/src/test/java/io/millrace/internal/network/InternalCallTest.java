package io.millrace.internal.network;

import static io.millrace.internal.network.Nodes.ANY_PORT;
import static io.millrace.internal.network.Nodes.PATIENCE;
import static io.millrace.internal.network.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class InternalCallTest {
    private Nodes nodes;

    @BeforeEach
    void open(@TempDir Path directory) {
        nodes = new Nodes(directory);
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    void tellsTheHandlerWhoCallsAndTheCallerWhatItAnswers() {
        // Given
        InternalClient client =
                clientOf(
                        Routes.builder()
                                .bytes(
                                        "/hello",
                                        100,
                                        (caller, body) ->
                                                List.of(text(caller + " said ").getFirst(), body)));

        // When
        ByteBuffer reply =
                client.callAndWait(
                        "/hello",
                        List.of(text("go").getFirst(), text("od day").getFirst()),
                        PATIENCE);

        // Then
        assertThat(text(reply)).isEqualTo("broker-1 said good day");
    }

    @Test
    void exchangesMessages() {
        // Given
        InternalClient client =
                clientOf(
                        Routes.builder()
                                .message(
                                        "/heartbeat",
                                        1000,
                                        Heartbeat.class,
                                        (_, beat) ->
                                                new HeartbeatAnswer(
                                                        beat.brokerEpoch(), true, false)));

        // When
        HeartbeatAnswer answer =
                client.ask(
                        "/heartbeat",
                        new Heartbeat(new BrokerId(1), 42, 7, false),
                        HeartbeatAnswer.class,
                        PATIENCE);

        // Then
        assertThat(answer).isEqualTo(new HeartbeatAnswer(42, true, false));
    }

    @Test
    void refusesAMessageThatItCantRead() {
        // Given
        InternalClient client =
                clientOf(
                        Routes.builder()
                                .message("/heartbeat", 1000, Heartbeat.class, (_, beat) -> beat));

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/heartbeat", text("what?"), PATIENCE))
                .satisfies(isProblem(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void carriesRefusalsWithAllTheirMembers() {
        // Given
        Problem refusal =
                Problem.unknownOutcome(ErrorCode.NOT_LEADER, "Ask broker 3")
                        .with("leader", 3)
                        .with("isr", List.of(1, 2))
                        .with("retriable", false)
                        .with("where", Map.of("partition", 7));
        InternalClient client =
                clientOf(
                        Routes.builder()
                                .bytes(
                                        "/refuse",
                                        10,
                                        (_, _) -> {
                                            throw refusal.asException();
                                        }));

        // When
        CompletableFuture<ByteBuffer> reply = client.call("/refuse", List.of(), PATIENCE);

        // Then
        assertThat(reply)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(refusal);
                            assertThat(e.problem().outcome()).isEqualTo(Outcome.UNKNOWN);
                        });
    }

    @Test
    void keepsToItselfWhyAHandlerFailed() {
        // Given
        InternalClient client =
                clientOf(
                        Routes.builder()
                                .bytes(
                                        "/fail",
                                        10,
                                        (_, _) -> {
                                            throw new java.io.IOException("the secret reason");
                                        }));

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/fail", List.of(), PATIENCE))
                .satisfies(isProblem(ErrorCode.INTERNAL))
                .message()
                .doesNotContain("secret");
    }

    @Test
    void refusesPathsThatAreNotThere() {
        // Given
        InternalClient client = clientOf(Nodes.echo());

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo/more", List.of(), PATIENCE))
                .satisfies(isProblem(ErrorCode.NOT_FOUND));
    }

    @Test
    void refusesABodyThatIsLargerThanItsRouteTakes() {
        // Given
        InternalClient client = clientOf(Nodes.echo());
        ByteBuffer most = ByteBuffer.allocate(1000);
        ByteBuffer large = ByteBuffer.allocate(32 << 20);

        // When
        ByteBuffer reply = client.callAndWait("/echo", List.of(most), PATIENCE);

        // Then
        assertThat(reply.remaining()).isEqualTo(1000);
        for (ByteBuffer body : List.of(ByteBuffer.allocate(1001), large)) {
            assertThatThrownBy(() -> client.callAndWait("/echo", List.of(body), PATIENCE))
                    .satisfies(isProblem(ErrorCode.BODY_TOO_LARGE));
        }
        assertThat(client.callAndWait("/echo", List.of(most), PATIENCE).remaining())
                .as("on the same connection")
                .isEqualTo(1000);
    }

    @Test
    void carriesLargeBodiesBothWays() {
        // Given
        int size = 64 << 20;
        InternalClient client =
                clientOf(Routes.builder().bytes("/echo", size, (_, body) -> List.of(body)));
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);

        // When
        ByteBuffer reply =
                client.callAndWait(
                        "/echo",
                        List.of(
                                ByteBuffer.wrap(bytes, 0, 100),
                                ByteBuffer.wrap(bytes, 100, size - 100)),
                        Duration.ofSeconds(30));

        // Then
        assertThat(reply).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void takesNoAnswerThatIsLargerThanItsClientAllows() {
        // Given
        InternalNetwork server = nodes.node("broker-2");
        int port = nodes.serve(server, Nodes.echo()).port();
        InternalClient client =
                nodes.client(
                        nodes.node("broker-1"),
                        port,
                        "broker-2",
                        Nodes.CALLING.withReplyBytesMax(10));

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo", text("0123456789a"), PATIENCE))
                .isInstanceOf(CallOutcomeUnknownException.class)
                .hasMessageContaining("too large");
        assertThat(text(client.callAndWait("/echo", text("0123456789"), PATIENCE)))
                .isEqualTo("0123456789");
    }

    @Test
    void refusesCallsBeyondThoseThatMayRun() {
        // Given
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        InternalNetwork server = nodes.node("broker-2");
        Routes.Builder routes =
                Routes.builder()
                        .bytes(
                                "/wait",
                                10,
                                (_, body) -> {
                                    running.countDown();
                                    end.await();
                                    return List.of(body);
                                });
        int port = nodes.serve(server, ANY_PORT.withCallsMax(2), routes, PeerListener.NONE).port();
        InternalClient client = nodes.client(nodes.node("broker-1"), port, "broker-2");
        List<CompletableFuture<ByteBuffer>> waiting =
                List.of(
                        client.call("/wait", text("a"), PATIENCE),
                        client.call("/wait", text("b"), PATIENCE));
        await(running);

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/wait", List.of(), PATIENCE))
                .satisfies(isProblem(ErrorCode.OVERLOADED));
        end.countDown();
        assertThat(waiting).allSatisfy(call -> assertThat(call).succeedsWithin(PATIENCE));
        assertThat(client.callAndWait("/wait", List.of(), PATIENCE).remaining()).isZero();
    }

    @Test
    void sendsNoMoreCallsThanItsClientAllows() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        InternalNetwork server = nodes.node("broker-2");
        Routes.Builder routes =
                Routes.builder()
                        .bytes(
                                "/wait",
                                10,
                                (_, body) -> {
                                    end.await();
                                    return List.of(body);
                                });
        int port = nodes.serve(server, routes).port();
        InternalClient client =
                nodes.client(
                        nodes.node("broker-1"), port, "broker-2", Nodes.CALLING.withCallsMax(1));
        CompletableFuture<ByteBuffer> first = client.call("/wait", List.of(), PATIENCE);

        // When
        CompletableFuture<ByteBuffer> second = client.call("/wait", List.of(), PATIENCE);

        // Then
        assertThat(second)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(CallNotSentException.class);
        end.countDown();
        assertThat(first).succeedsWithin(PATIENCE);
    }

    @Test
    void endsACallThatIsNotAnsweredInTime() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        InternalClient client =
                clientOf(
                        Nodes.echo()
                                .bytes(
                                        "/wait",
                                        10,
                                        (_, body) -> {
                                            end.await();
                                            return List.of(body);
                                        }));
        client.callAndWait("/echo", text("connected"), PATIENCE);

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/wait", List.of(), Duration.ofMillis(200)))
                .isInstanceOf(CallOutcomeUnknownException.class)
                .hasMessageContaining("No answer within");
        end.countDown();
        assertThat(text(client.callAndWait("/echo", text("still here"), PATIENCE)))
                .isEqualTo("still here");
    }

    @Test
    void leavesAPrefixToARawHandler() {
        // Given
        InternalClient client =
                clientOf(
                        Nodes.echo()
                                .raw(
                                        "/v1/",
                                        (caller, request, response) ->
                                                response.sendString(
                                                        request.receive()
                                                                .aggregate()
                                                                .asString()
                                                                .map(
                                                                        body ->
                                                                                caller
                                                                                        + request
                                                                                                .uri()
                                                                                        + body)
                                                                .flatMapMany(Mono::just))));

        // When
        ByteBuffer reply = client.callAndWait("/v1/topics?a=b", text("!"), PATIENCE);

        // Then
        assertThat(text(reply)).isEqualTo("broker-1/v1/topics?a=b!");
    }

    private InternalClient clientOf(Routes.Builder routes) {
        int port = nodes.serve(nodes.node("broker-2"), routes).port();
        return nodes.client(nodes.node("broker-1"), port, "broker-2");
    }

    private static java.util.function.Consumer<Throwable> isProblem(ErrorCode code) {
        return failure ->
                assertThat(failure)
                        .asInstanceOf(type(MillraceException.class))
                        .satisfies(e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
