package io.millrace.internal.network;

import static io.millrace.internal.network.Nodes.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongPollTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void aThousandCallsWaitOnOneConnectionAndHoldNoThread(@TempDir Path directory)
            throws Exception {
        // Given
        int calls = 1_000;
        CountDownLatch waiting = new CountDownLatch(calls);
        CountDownLatch end = new CountDownLatch(1);
        try (Nodes nodes = new Nodes(directory)) {
            RecordedPeers peers = new RecordedPeers();
            Routes.Builder routes =
                    Nodes.echo()
                            .bytes(
                                    "/poll",
                                    100,
                                    (_, body) -> {
                                        waiting.countDown();
                                        end.await();
                                        return List.of(body);
                                    });
            int port = nodes.serve(nodes.node("broker-2"), Nodes.ANY_PORT, routes, peers).port();
            InternalClient client = nodes.client(nodes.node("broker-1"), port, "broker-2");
            int threadsBefore = Thread.activeCount();

            // When
            List<CompletableFuture<ByteBuffer>> polls =
                    IntStream.range(0, calls)
                            .mapToObj(n -> client.call("/poll", text("poll " + n), PATIENCE))
                            .toList();
            assertThat(waiting.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();

            // Then
            assertThat(text(client.callAndWait("/echo", text("between"), PATIENCE)))
                    .isEqualTo("between");
            assertThat(Thread.activeCount() - threadsBefore).isLessThan(10);
            end.countDown();
            for (int n = 0; n < calls; n++) {
                assertThat(text(polls.get(n).join())).isEqualTo("poll " + n);
            }
            assertThat(peers.events()).containsExactly("broker-1 connected");
        }
    }

    @Test
    void aThousandCallsThatAreGivenUpLeaveTheConnectionIntact(@TempDir Path directory)
            throws Exception {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        try (Nodes nodes = new Nodes(directory)) {
            RecordedPeers peers = new RecordedPeers();
            Routes.Builder routes =
                    Nodes.echo()
                            .bytes(
                                    "/poll",
                                    100,
                                    (_, body) -> {
                                        end.await();
                                        return List.of(body);
                                    });
            int port = nodes.serve(nodes.node("broker-2"), Nodes.ANY_PORT, routes, peers).port();
            InternalClient client = nodes.client(nodes.node("broker-1"), port, "broker-2");
            client.callAndWait("/echo", text("connected"), PATIENCE);

            // When
            List<CompletableFuture<ByteBuffer>> polls =
                    IntStream.range(0, 1_000)
                            .mapToObj(_ -> client.call("/poll", List.of(), Duration.ofMillis(300)))
                            .toList();

            // Then
            assertThat(polls).allSatisfy(poll -> assertThat(poll).failsWithin(PATIENCE));
            client.callAndWait("/echo", text("still here"), PATIENCE);
            assertThat(peers.events()).containsExactly("broker-1 connected");
            end.countDown();
        }
    }
}
