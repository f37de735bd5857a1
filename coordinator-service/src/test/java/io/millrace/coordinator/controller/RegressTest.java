package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.MetadataAnswer;
import io.millrace.protocol.control.MetadataRequest;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A database that was put back is found out, and nothing is built upon it. */
class RegressTest extends FleetSetting {

    @Test
    void aPositionOfALostClaimStopsAllChanges() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        PartitionMetadata before = fleet.partition(topic, 0);
        MetadataPosition here = controller.metadata().at();
        Fleet.Member leader = fleet.broker(before.leader().orElseThrow());

        // When somebody has seen this very version, of another history
        assertRefused(
                () -> ask(new MetadataPosition(UUID.randomUUID(), here.version())),
                ErrorCode.COORDINATOR_LOADING);

        // Then
        assertThat(controller.isInSafeMode()).isTrue();
        assertRefused(
                () -> leader.propose(topic.partitionId(0), before, before.isr()),
                ErrorCode.COORDINATOR_LOADING);
        assertRefused(() -> fleet.create("more", 1, 1, 1), ErrorCode.COORDINATOR_LOADING);
        assertRefused(() -> controller.reserveProducerIds(), ErrorCode.COORDINATOR_LOADING);
        assertRefused(
                () -> controller.operators().preferLeaders(Optional.empty(), false),
                ErrorCode.COORDINATOR_LOADING);
        leader.fallSilent();
        fleet.pass(SILENCE);
        assertThat(fleet.partition(topic, 0)).isEqualTo(before);
        assertThat(ask(here).delta()).isPresent();
    }

    @Test
    void aDatabaseThatIsPutBackIsNoticedThoughNobodyChangesAnything() throws SQLException {
        // Given
        fleet.create("orders", 1, 3, 2);

        // When
        plane.execute(
                "update control.cluster_state set metadata_version = metadata_version - 1",
                "delete from control.metadata_delta where version ="
                        + " (select metadata_version + 1 from control.cluster_state)",
                "delete from control.topic");

        // Then
        await().ignoreExceptions()
                .until(
                        () -> {
                            fleet.pass(Duration.ofSeconds(1));
                            return controller.isInSafeMode();
                        });
    }

    @Test
    void aRegistrationThatTheDatabaseHasLostIsFollowedByANewerOne() {
        // Given
        fleet.broker(1).hasSeen(new MetadataPosition(UUID.randomUUID(), 5_000));

        // When
        long epoch = fleet.broker(1).register().brokerEpoch();

        // Then: else leaders would take it for an older process, and serve it nothing
        assertThat(controller.isInSafeMode()).isTrue();
        assertThat(epoch).isGreaterThan(5_000);
        fleet.broker(1).hasSeen(new MetadataPosition(UUID.randomUUID(), 5_000));
        assertThat(fleet.broker(1).register().brokerEpoch()).isGreaterThan(epoch);
        assertThat(controller.metadata().broker(new BrokerId(1)).orElseThrow().brokerEpoch())
                .isEqualTo(fleet.broker(1).epoch());
    }

    @Test
    void aPositionOfThisHistoryIsNoFork() {
        // Given
        MetadataPosition earlier = controller.metadata().at();
        restartController();
        fleet.pass(Duration.ofMillis(300));
        fleet.create("orders", 1, 1, 1);
        restartController();

        // When
        MetadataAnswer answer = ask(earlier);

        // Then
        assertThat(answer.whole()).isPresent();
        assertThat(controller.isInSafeMode()).isFalse();
        assertRefused(
                () -> ask(new MetadataPosition(earlier.claim(), earlier.version() + 1)),
                ErrorCode.COORDINATOR_LOADING);
        assertThat(controller.isInSafeMode()).isTrue();
    }

    @Test
    void aHeartbeatTellsOfALostVersionToo() {
        // When
        controller
                .brokers()
                .heartbeat(
                        new Heartbeat(
                                fleet.broker(1).id(), fleet.broker(1).epoch(), 1_000_000, false));
        fleet.pass(Duration.ofMillis(300));

        // Then
        assertThat(controller.isInSafeMode()).isTrue();
    }

    @Test
    void recordsOfALeaderEpochThatWasNeverGivenTellOfIt() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 1, 1);
        Fleet.Member leader = fleet.broker(topic.partitions().getFirst().replicas().getFirst());
        leader.look();
        leader.die();
        leader.has(topic.partitionId(0), 7, 100, 100);

        // When
        leader.restart();

        // Then
        assertThat(controller.isInSafeMode()).isTrue();
        assertThat(fleet.partition(topic, 0).leader()).isEmpty();
    }

    @Test
    void aNewControllerHearsEverybodyBeforeItChangesAnything() {
        // Given that two brokers are cut off from the new controller
        TopicMetadata topic = fleet.create("orders", 3, 3, 2);
        restartController();
        PartitionMetadata before = fleet.partition(topic, 0);
        long version = controller.metadata().version();

        // When
        fleet.broker(1).fallSilent();
        fleet.broker(2).fallSilent();
        fleet.pass(Duration.ofMillis(1_500));
        assertThat(controller.metadata().version()).isEqualTo(version);
        assertRefused(
                () -> ask(new MetadataPosition(UUID.randomUUID(), version)),
                ErrorCode.COORDINATOR_LOADING);
        fleet.pass(Duration.ofMillis(900));

        // Then
        assertThat(controller.isInSafeMode()).isTrue();
        assertThat(fleet.partition(topic, 0)).isEqualTo(before);
    }

    @Test
    void reconcilesAboveAllThatWasSeenAndGoesOnWithTheLongestCopies() throws SQLException {
        // Given: a database that has lost what made 3 the leader of epoch 4
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        PartitionId id = topic.partitionId(0);
        assertRefused(() -> controller.operators().reconcile(), ErrorCode.INVALID_REQUEST);
        MetadataPosition lost = new MetadataPosition(UUID.randomUUID(), 5_000);
        long billing = controller.openProducer("billing").producerId();
        for (int broker = 1; broker <= 3; broker++) {
            fleet.broker(broker).fallSilent();
            fleet.broker(broker).has(id, broker == 3 ? 4 : 0, broker == 3 ? 90 : 100, 80);
        }
        plane.clock().advance(Duration.ofSeconds(2));
        for (int broker = 1; broker <= 3; broker++) {
            fleet.broker(broker).hasSeen(lost);
            fleet.broker(broker).restart();
        }
        assertThat(controller.isInSafeMode()).isTrue();

        // When
        long version = controller.operators().reconcile();
        fleet.pass(Duration.ofMillis(900));

        // Then
        PartitionMetadata after = fleet.partition(topic, 0);
        assertThat(version).isGreaterThan(5_000);
        assertThat(controller.isInSafeMode()).isFalse();
        assertThat(after.leader()).hasValue(3);
        assertThat(after.leaderEpoch()).isGreaterThan(5_000);
        assertThat(after.partitionEpoch()).isGreaterThan(10_000);
        assertThat(controller.openProducer("billing").producerId()).isGreaterThan(billing + 1_000);
        assertThat(plane.number("select min(shard_epoch) from control.group_shard"))
                .isGreaterThan(1_000_000);
        assertThat(ask(lost).whole()).isPresent();
        restartController();
        assertThat(ask(lost).whole()).isPresent();
        assertThat(controller.isInSafeMode()).isFalse();
    }

    private MetadataAnswer ask(MetadataPosition have) {
        return controller
                .brokers()
                .metadata(Optional.empty(), new MetadataRequest(Optional.of(have), Duration.ZERO));
    }
}
