package io.millrace.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.http.DataPlane.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    private static final String RECORDS = "/v1/topics/orders/records";
    private static final String ONE = "{\"records\":[{\"value\":1}]}";

    private static DataPlane plane;

    @BeforeAll
    static void start(@TempDir Path directory) {
        plane = new DataPlane(directory);
        plane.create("orders", 1, Map.of());
    }

    @AfterEach
    void serveAgain() {
        plane.serveAgain();
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void sendsNewRequestsToOtherBrokers() {
        // When
        plane.drain();

        // Then
        for (Reply reply :
                new Reply[] {
                    plane.post(RECORDS, ONE),
                    plane.get("/v1/topics/orders/partitions/0/records?offset=earliest"),
                    plane.get("/v1/metadata")
                }) {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.json().get("code").asString()).isEqualTo("broker_draining");
            assertThat(reply.json().get("retriable").asBoolean()).isTrue();
            assertThat(reply.header("Retry-After")).isEqualTo("1");
        }
        plane.serveAgain();
        assertThat(plane.post(RECORDS, ONE).status()).isEqualTo(200);
    }

    @Test
    void finishesWhatItHasBegun() throws Exception {
        // Given
        String end =
                plane.get("/v1/topics/orders/offsets").json().at("/offsets/0/offset").asString();
        plane.takeLeader("orders", 0);
        var begun = CompletableFuture.supplyAsync(() -> plane.post(RECORDS, ONE));
        var waiting =
                CompletableFuture.supplyAsync(
                        () ->
                                plane.get(
                                        "/v1/topics/orders/partitions/0/records?offset="
                                                + end
                                                + "&max_wait_ms=20000"));
        await().untilAsserted(() -> assertThat(plane.openRequests()).isEqualTo(2));

        // When
        plane.drain();
        plane.giveLeader();

        // Then
        assertThat(begun.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(waiting.get(20, TimeUnit.SECONDS).json().get("records")).hasSize(1);
    }

    @Test
    void tellsStreamsInTheirOwnWay() {
        // When
        plane.drain();

        // Then
        Reply page = plane.get("/v1/tail?topics=orders", "Accept", "application/json");
        assertThat(page.status()).isEqualTo(200);
    }
}
