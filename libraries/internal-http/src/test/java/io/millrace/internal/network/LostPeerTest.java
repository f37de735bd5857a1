package io.millrace.internal.network;

import static io.millrace.internal.network.Nodes.ANY_PORT;
import static io.millrace.internal.network.Nodes.PATIENCE;
import static io.millrace.internal.network.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostPeerTest {
    private static final Duration SILENCE = Duration.ofMillis(800);

    private final RecordedPeers peers = new RecordedPeers();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private Nodes nodes;

    @BeforeEach
    void open(@TempDir Path directory) {
        nodes = new Nodes(directory);
    }

    @AfterEach
    void close() throws Exception {
        end.countDown();
        nodes.close();
    }

    @Test
    void hasNotSentACallToAPeerThatDoesNotListen() throws IOException {
        // Given
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        InternalClient client = nodes.client(nodes.node("broker-1"), port, "broker-2");

        // When
        // Then
        assertThatThrownBy(() -> client.callAndWait("/echo", text("hello"), PATIENCE))
                .isInstanceOf(CallNotSentException.class);
    }

    @Test
    void hasNotSentACallToAPeerThatAcceptsAndSaysNothing() throws IOException {
        // Given
        try (ServerSocket mute = new ServerSocket(0)) {
            InternalClient client =
                    nodes.client(
                            nodes.node("broker-1"),
                            mute.getLocalPort(),
                            "broker-2",
                            ClientSettings.DEFAULTS);

            // When
            // Then
            assertThatThrownBy(() -> client.callAndWait("/echo", text("hello"), PATIENCE))
                    .as("after the connect timeout, long before the call's")
                    .isInstanceOf(CallNotSentException.class)
                    .hasRootCauseMessage("No connection in time");
        }
    }

    @Test
    void tellsOfConnectionsThatComeAndGo() throws Exception {
        // Given
        int port = serve();
        InternalNetwork broker = nodes.node("broker-1");
        InternalClient first = nodes.client(broker, port, "broker-2");
        InternalClient second = nodes.client(broker, port, "broker-2");
        first.callAndWait("/echo", text("a"), PATIENCE);
        second.callAndWait("/echo", text("b"), PATIENCE);

        // When
        first.close();
        await().untilAsserted(() -> assertThat(peers.events()).hasSize(3));
        second.close();

        // Then
        await().untilAsserted(
                        () ->
                                assertThat(peers.events())
                                        .containsExactly(
                                                "broker-1 connected",
                                                "broker-1 connected",
                                                "broker-1 disconnected, 1 left",
                                                "broker-1 disconnected, 0 left"));
    }

    @Test
    void connectsBeforeTheFirstCallAndAgainOnlyIfItHasTo() throws Exception {
        // Given
        InternalClient client = nodes.client(nodes.node("broker-1"), serve(), "broker-2");

        // When
        client.prepare();

        // Then
        await().untilAsserted(
                        () -> assertThat(peers.events()).containsExactly("broker-1 connected"));
        client.prepare();
        client.callAndWait("/echo", text("a"), PATIENCE);
        assertThat(peers.events()).containsExactly("broker-1 connected");
    }

    @Test
    void learnsAtOnceOfAPeerThatWasKilled() throws Exception {
        // Given
        int port = serve(ANY_PORT.withSilenceMax(Duration.ofDays(1)));
        Path certificate = nodes.authority().issue("broker-1");
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Victim.class.getName(),
                                certificate.toString(),
                                Nodes.at(port).toString())
                        .inheritIO()
                        .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(peers.events()).containsExactly("broker-1 connected"));

            // When
            victim.destroyForcibly();

            // Then
            await().untilAsserted(
                            () ->
                                    assertThat(peers.events())
                                            .endsWith("broker-1 disconnected, 0 left"));
        } finally {
            victim.destroyForcibly();
        }
    }

    @Test
    void doesNotKnowWhatBecameOfACallWhenTheConnectionBreaks() throws Exception {
        // Given
        Valve valve = nodes.closing(new Valve(serve()));
        InternalClient client = nodes.client(nodes.node("broker-1"), valve.port(), "broker-2");
        client.callAndWait("/echo", text("connected"), PATIENCE);
        CompletableFuture<ByteBuffer> reply = client.call("/wait", text("x"), PATIENCE);
        running.await();

        // When
        valve.close();

        // Then
        assertThat(reply)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(CallOutcomeUnknownException.class);
    }

    @Test
    void connectsAnewWhenTheServerIsBack() throws Exception {
        // Given
        InternalNetwork server = nodes.node("broker-2");
        InternalServer before = nodes.serve(server, Nodes.echo());
        int port = before.port();
        InternalClient client = nodes.client(nodes.node("broker-1"), port, "broker-2");
        client.callAndWait("/echo", text("connected"), PATIENCE);
        before.close();
        assertThatThrownBy(() -> client.callAndWait("/echo", text("nobody there"), PATIENCE))
                .isInstanceOf(CallNotSentException.class);

        // When
        nodes.serve(server, ServerSettings.on("127.0.0.1", port), Nodes.echo(), peers);

        // Then
        assertThat(text(client.callAndWait("/echo", text("back"), PATIENCE))).isEqualTo("back");
    }

    @Test
    void givesUpAConnectionOnWhichThePeerIsSilent() throws Exception {
        // Given
        Valve valve = nodes.closing(new Valve(serve()));
        InternalClient client = patientClient(valve);
        client.callAndWait("/echo", text("connected"), PATIENCE);
        valve.shut();

        // When
        CompletableFuture<ByteBuffer> reply = client.call("/echo", text("lost"), PATIENCE);

        // Then
        assertThat(reply)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(CallOutcomeUnknownException.class)
                .withMessage("The connection was closed");
        valve.openForNewConnections();
        assertThat(text(client.callAndWait("/echo", text("again"), PATIENCE))).isEqualTo("again");
        assertThat(valve.connections()).isEqualTo(2);
    }

    @Test
    void keepsAConnectionOnWhichThereIsNothingToSay() throws Exception {
        // Given
        Valve valve = nodes.closing(new Valve(serve()));
        InternalClient client = patientClient(valve);
        client.callAndWait("/echo", text("connected"), PATIENCE);

        // When
        CompletableFuture<ByteBuffer> late =
                client.call("/wait", text("late"), SILENCE.multipliedBy(2));

        // Then
        assertThat(late)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("No answer within");
        client.callAndWait("/echo", text("and still"), PATIENCE);
        assertThat(valve.connections()).isEqualTo(1);
    }

    @Test
    void learnsOfAPeerThatIsCutOff() throws Exception {
        // Given
        Valve valve = nodes.closing(new Valve(serve()));
        nodes.client(nodes.node("broker-1"), valve.port(), "broker-2")
                .callAndWait("/echo", text("connected"), PATIENCE);

        // When
        valve.shut();

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(peers.events())
                                        .containsExactly(
                                                "broker-1 connected",
                                                "broker-1 disconnected, 0 left"));
    }

    private int serve() {
        return serve(ANY_PORT.withSilenceMax(SILENCE));
    }

    private int serve(ServerSettings settings) {
        Routes.Builder routes =
                Nodes.echo()
                        .bytes(
                                "/wait",
                                10,
                                (_, body) -> {
                                    running.countDown();
                                    end.await();
                                    return java.util.List.of(body);
                                });
        return nodes.serve(nodes.node("broker-2"), ANY_PORT.withSilenceMax(SILENCE), routes, peers)
                .port();
    }

    private InternalClient patientClient(Valve valve) {
        return nodes.client(
                nodes.node("broker-1"),
                valve.port(),
                "broker-2",
                Nodes.CALLING.withSilenceMax(SILENCE));
    }
}
