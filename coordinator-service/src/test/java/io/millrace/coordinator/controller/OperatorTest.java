package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators may do to a cluster, on a real database. */
class OperatorTest extends FleetSetting {

    // ---- moves

    @Test
    void movesAPartitionWhenItsNewReplicasAreInSync() {
        // Given
        fleet.start(4, "rack-1");
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        List<Integer> old = topic.partitions().getFirst().replicas();
        List<Integer> target = others(old.getFirst());

        // When
        PartitionMetadata moving = move(topic.partitionId(0), target);
        target.forEach(broker -> takeIn(topic, broker));
        fleet.pass(Duration.ofMillis(300));

        // Then
        assertThat(moving.adding()).hasSize(1);
        assertThat(moving.removing()).containsExactly(old.getFirst());
        PartitionMetadata moved = fleet.partition(topic, 0);
        assertThat(moved.replicas()).isEqualTo(target);
        assertThat(moved.isr()).hasSize(3).doesNotContainKey(old.getFirst());
        assertThat(moved.leader()).hasValue(target.getFirst());
        assertThat(moved.adding()).isEmpty();
        assertThat(moved.removing()).isEmpty();
    }

    @Test
    void aMoveIsCancelledAlsoAfterTheControllerHasChanged() {
        // Given
        fleet.start(4, "rack-1");
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        List<Integer> old = topic.partitions().getFirst().replicas();
        move(topic.partitionId(0), others(old.getFirst()));
        restartController();
        fleet.pass(Duration.ofMillis(300));

        // When
        controller.operators().cancelMove(topic.partitionId(0), false);
        fleet.pass(Duration.ofMillis(300));

        // Then
        PartitionMetadata back = fleet.partition(topic, 0);
        assertThat(back.replicas()).containsExactlyInAnyOrderElementsOf(old);
        assertThat(back.adding()).isEmpty();
        assertThat(back.removing()).isEmpty();
        assertRefused(
                () -> controller.operators().cancelMove(topic.partitionId(0), false),
                ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
    }

    @Test
    void aDryRunTellsWhatAMoveWouldDoAndDoesNothing() {
        // Given
        fleet.start(4, "rack-1");
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        List<Integer> old = topic.partitions().getFirst().replicas();
        List<BrokerId> target = others(old.getFirst()).stream().map(BrokerId::new).toList();
        long version = controller.metadata().version();

        // When
        PartitionMetadata planned =
                controller.operators().move(new MovePartition(topic.partitionId(0), target), true);

        // Then
        assertThat(planned.removing()).containsExactly(old.getFirst());
        assertThat(controller.metadata().version()).isEqualTo(version);
        assertThat(fleet.partition(topic, 0).replicas()).isEqualTo(old);
        assertRefused(
                () ->
                        controller
                                .operators()
                                .move(new MovePartition(topic.partitionId(7), target), true),
                ErrorCode.PARTITION_NOT_FOUND);
    }

    @Test
    void boundsTheMovesOfABroker() {
        // Given
        fleet.start(4, "rack-4");
        TopicMetadata topic = fleet.create("orders", 8, 1, 1);
        List<PartitionMetadata> elsewhere =
                topic.partitions().stream()
                        .filter(partition -> !partition.replicas().contains(4))
                        .toList();
        move(topic.partitionId(elsewhere.get(0).partition()), List.of(4));
        move(topic.partitionId(elsewhere.get(1).partition()), List.of(4));

        // When // Then
        assertRefused(
                () -> move(topic.partitionId(elsewhere.get(2).partition()), List.of(4)),
                ErrorCode.REASSIGNMENT_IN_PROGRESS);
        assertRefused(
                () -> move(topic.partitionId(elsewhere.get(0).partition()), List.of(1)),
                ErrorCode.REASSIGNMENT_IN_PROGRESS);
    }

    @Test
    void refusesTargetsThatCanNotBe() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 2, 2);

        // When // Then
        assertRefused(
                () -> move(topic.partitionId(0), List.of(1, 1)),
                ErrorCode.INVALID_REPLICATION_FACTOR);
        assertRefused(
                () -> move(topic.partitionId(0), List.of(1)), ErrorCode.INVALID_REPLICATION_FACTOR);
        assertRefused(() -> move(topic.partitionId(0), List.of(1, 9)), ErrorCode.INVALID_REQUEST);
        assertRefused(
                () -> move(topic.partitionId(7), List.of(1, 2)), ErrorCode.PARTITION_NOT_FOUND);
    }

    // ---- elections

    @Test
    void prefersLeadersOnRequest() {
        // Given
        TopicMetadata topic = fleet.create("orders", 3, 3, 2);
        fleet.broker(1).die();
        fleet.broker(1).restart();
        takeIn(topic, 1);

        // When
        int moved = controller.operators().preferLeaders(Optional.of(topic.id()), false);

        // Then
        assertThat(moved).isEqualTo(1);
        assertThat(controller.metadata().topic(topic.name()).orElseThrow().partitions())
                .allMatch(partition -> partition.isLedBy(partition.replicas().getFirst()));
    }

    @Test
    void givesRecordsUpOnlyByConsentAndOnlyWhenNobodyElseCouldCome() {
        // Given: only broker 3 is in sync, and dies; the others have older copies
        TopicMetadata topic = fleet.create("orders", 1, 3, 1);
        PartitionId id = topic.partitionId(0);
        List<Integer> replicas = topic.partitions().getFirst().replicas();
        fleet.broker(replicas.get(1)).die();
        fleet.broker(replicas.get(2)).die();
        assertRefused(() -> elect(id, true), ErrorCode.ELECTION_NOT_NEEDED);
        fleet.broker(replicas.get(0)).die();
        fleet.broker(replicas.get(1)).has(id, 0, 70, 60);
        fleet.broker(replicas.get(1)).restart();
        fleet.broker(replicas.get(2)).has(id, 0, 80, 60);
        fleet.broker(replicas.get(2)).restart();

        // When // Then
        assertRefused(() -> elect(id, true), ErrorCode.ELECTION_NOT_NEEDED);
        fleet.pass(Duration.ofSeconds(31));
        assertRefused(() -> elect(id, false), ErrorCode.INVALID_REQUEST);
        PartitionMetadata elected = elect(id, true);
        assertThat(elected.leader()).hasValue(replicas.get(2));
        assertThat(elected.isr()).containsOnlyKeys(replicas.get(2));
        assertThat(elected.unclean()).isTrue();
        restartController();
        assertThat(fleet.partition(topic, 0).unclean()).isTrue();
    }

    // ---- brokers

    @Test
    void aDrainedBrokerLeadsNothingUntilItIsResumed() {
        // Given
        TopicMetadata topic = fleet.create("orders", 6, 3, 2);
        assertThat(ledBy(topic, 2)).isEqualTo(2);

        // When
        drain(2, true);

        // Then: also after a new controller and a restart of its own
        assertThat(ledBy(topic, 2)).isZero();
        assertThat(controller.operators().status().drained()).containsExactly(new BrokerId(2));
        restartController();
        fleet.pass(Duration.ofSeconds(1));
        fleet.broker(2).die();
        fleet.broker(2).restart();
        takeIn(topic, 2);
        controller.operators().preferLeaders(Optional.empty(), false);
        fleet.pass(Duration.ofSeconds(1));
        assertThat(ledBy(topic, 2)).isZero();

        // When
        drain(2, false);
        controller.operators().preferLeaders(Optional.empty(), false);

        // Then
        assertThat(ledBy(topic, 2)).isEqualTo(2);
        assertThat(controller.operators().status().drained()).isEmpty();
    }

    @Test
    void aDrainedBrokerLeadsWhatNobodyElseCould() {
        // Given
        TopicMetadata topic = fleet.create("orders", 3, 3, 1);
        drain(1, true);

        // When
        fleet.broker(2).die();
        fleet.broker(3).die();

        // Then
        assertThat(ledBy(topic, 1)).isEqualTo(3);
    }

    private void drain(int broker, boolean drained) {
        controller.operators().drain(new BrokerId(broker), drained, false);
        fleet.pass(Duration.ofSeconds(1));
    }

    private long ledBy(TopicMetadata topic, int broker) {
        return controller.metadata().topic(topic.name()).orElseThrow().partitions().stream()
                .filter(partition -> partition.isLedBy(broker))
                .count();
    }

    @Test
    void takesOutABrokerThatIsGoneAndHasNothing() {
        // Given
        fleet.start(4, "rack-4");
        TopicMetadata topic = fleet.create("orders", 1, 1, 1);
        int used = topic.partitions().getFirst().replicas().getFirst();
        int unused = used % 4 + 1;
        assertRefused(() -> remove(unused), ErrorCode.BROKER_IN_USE);
        fleet.broker(unused).die();
        fleet.broker(used).die();

        // When
        remove(unused);

        // Then
        assertRefused(() -> remove(unused), ErrorCode.NOT_FOUND);
        assertRefused(() -> remove(used), ErrorCode.BROKER_IN_USE);
        restartController();
        assertThat(controller.metadata().broker(new BrokerId(unused))).isEmpty();
    }

    private void remove(int broker) {
        controller.operators().removeBroker(new BrokerId(broker), false);
    }

    private PartitionMetadata move(PartitionId partition, List<Integer> target) {
        return controller
                .operators()
                .move(
                        new MovePartition(partition, target.stream().map(BrokerId::new).toList()),
                        false);
    }

    private PartitionMetadata elect(PartitionId partition, boolean acceptDataLoss) {
        return controller
                .operators()
                .electUncleanly(
                        new UncleanElection(partition, Optional.empty(), acceptDataLoss), false);
    }

    private static List<Integer> others(int broker) {
        return Stream.of(1, 2, 3, 4).filter(b -> b != broker).toList();
    }
}
