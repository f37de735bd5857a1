package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.control.MetadataAnswer;
import io.millrace.protocol.control.MetadataRequest;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How brokers hear of changes. */
class MetadataTest extends FleetSetting {

    @Test
    void whoHasNothingGetsAllOfIt() {
        // When
        MetadataAnswer answer = ask(Optional.empty(), Duration.ZERO);

        // Then
        assertThat(answer.whole()).contains(controller.metadata());
    }

    @Test
    void whoIsBehindGetsWhatHasChanged() {
        // Given
        fleet.create("payments", 50, 1, 1);
        ClusterMetadata before = controller.metadata();
        TopicMetadata topic = fleet.create("orders", 1, 1, 1);

        // When
        MetadataAnswer answer = ask(Optional.of(before.at()), Duration.ZERO);

        // Then
        assertThat(answer.delta().orElseThrow().topics()).containsExactly(topic);
        assertThat(answer.delta().orElseThrow().partitions()).isEmpty();
        assertThat(answer.delta().orElseThrow().applyTo(before)).isEqualTo(controller.metadata());
    }

    @Test
    void whoIsUpToDateWaitsForTheNextChange() {
        // Given
        MetadataPosition have = controller.metadata().at();
        CompletableFuture<MetadataAnswer> waiting = asking(have);

        // When
        fleet.create("orders", 1, 1, 1);

        // Then
        assertThat(waiting.join().delta().orElseThrow().to().version())
                .isGreaterThan(have.version());
        assertThat(ask(Optional.of(controller.metadata().at()), Duration.ofMillis(1)))
                .isEqualTo(MetadataAnswer.NOTHING_NEW);
    }

    @Test
    void whoHasTheLastControllersMetadataGetsAllOfTheNextOnes() {
        // Given
        MetadataPosition have = controller.metadata().at();

        // When
        restartController();

        // Then
        MetadataAnswer answer = ask(Optional.of(have), Duration.ofMinutes(1));
        assertThat(answer.whole().orElseThrow().controllerEpoch()).isEqualTo(2);
    }

    @Test
    void aChangeIsToldWhenEveryBrokerThatLivesHasIt() {
        // Given
        fleet.broker(3).die();
        MetadataPosition have = controller.metadata().at();
        CompletableFuture<Long> everybody =
                CompletableFuture.supplyAsync(
                        () -> controller.operators().awaitApplied(Duration.ofMinutes(1)),
                        task -> Thread.ofVirtual().start(task));

        // When
        has(1, have);

        // Then
        assertThat(controller.operators().awaitApplied(Duration.ofMillis(1)))
                .isEqualTo(have.version());
        assertThat(everybody).isNotDone();
        has(2, have);
        assertThat(everybody).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(have.version());
    }

    private void has(int broker, MetadataPosition position) {
        MetadataRequest request = new MetadataRequest(Optional.of(position), Duration.ZERO);
        controller.brokers().metadata(Optional.of(new BrokerId(broker)), request);
    }

    @Test
    void whoWaitsIsToldThatTheControllerIsGone() {
        // Given
        MetadataPosition have = controller.metadata().at();
        CompletableFuture<MetadataAnswer> waiting = asking(have);

        // When
        controller.close();

        // Then
        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("coordinator_loading");
    }

    private CompletableFuture<MetadataAnswer> asking(MetadataPosition have) {
        return CompletableFuture.supplyAsync(
                () -> ask(Optional.of(have), Duration.ofMinutes(1)),
                task -> Thread.ofVirtual().start(task));
    }

    private MetadataAnswer ask(Optional<MetadataPosition> have, Duration patience) {
        return controller.brokers().metadata(Optional.empty(), new MetadataRequest(have, patience));
    }
}
