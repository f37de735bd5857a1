package io.millrace.internal.network;

import static io.millrace.internal.network.Nodes.PATIENCE;
import static io.millrace.internal.network.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {
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
    void aServerAnswersWhatIsRunningBeforeItIsClosed() throws Exception {
        // Given
        InternalServer server = serve(PATIENCE);
        InternalClient client = clientOf(server);
        CompletableFuture<ByteBuffer> reply = client.call("/wait", text("x"), PATIENCE);
        running.await();

        // When
        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        client.callAndWait(
                                                                "/late", List.of(), PATIENCE))
                                        .isInstanceOf(CallNotSentException.class));
        end.countDown();

        // Then
        assertThat(text(reply.join())).isEqualTo("x");
        assertThat(closed).succeedsWithin(PATIENCE);
    }

    @Test
    void aServerDoesNotWaitForEverForACallThatHangs() throws Exception {
        // Given
        InternalServer server = serve(Duration.ofMillis(100));
        InternalClient client = clientOf(server);
        CompletableFuture<ByteBuffer> reply = client.call("/wait", text("x"), PATIENCE);
        running.await();

        // When
        server.close();

        // Then
        assertThat(reply)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(CallOutcomeUnknownException.class);
    }

    @Test
    void aClientFailsWhatIsUnderWayAndSendsNothingMore() throws Exception {
        // Given
        InternalClient client = clientOf(serve(PATIENCE));
        CompletableFuture<ByteBuffer> reply = client.call("/wait", text("x"), PATIENCE);
        running.await();

        // When
        client.close();
        end.countDown();

        // Then
        assertThat(reply)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(CallOutcomeUnknownException.class);
        assertThat(client.call("/wait", text("x"), PATIENCE))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(CallNotSentException.class);
    }

    private InternalServer serve(Duration closePatience) {
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
        return nodes.serve(
                nodes.node("broker-2"),
                Nodes.ANY_PORT.withClosePatience(closePatience),
                routes,
                PeerListener.NONE);
    }

    private InternalClient clientOf(InternalServer server) {
        return nodes.client(nodes.node("broker-1"), server.port(), "broker-2");
    }
}
