package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.control.Resignation;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of brokers and partitions of a cluster, on a real database. */
class FleetTest extends FleetSetting {

    private static final Duration RECOVERY = Duration.ofSeconds(31);

    // ---- placement

    @Test
    void spreadsLeadersEvenlyAndReplicasOverRacks() {
        // Given
        fleet.start(4, "rack-1");
        fleet.start(5, "rack-2");
        fleet.start(6, "rack-3");

        // When
        TopicMetadata topic = fleet.create("orders", 12, 3, 2);

        // Then
        Map<Integer, Integer> leaders = new HashMap<>();
        for (PartitionMetadata partition : topic.partitions()) {
            leaders.merge(partition.leader().getAsInt(), 1, Integer::sum);
            Set<Integer> racks = new HashSet<>();
            partition.replicas().forEach(broker -> racks.add(broker % 3));
            assertThat(racks).hasSize(3);
        }
        assertThat(leaders).hasSize(6).allSatisfy((broker, led) -> assertThat(led).isEqualTo(2));
    }

    @Test
    void keepsWhereBrokersStandAndHowTheyAreReached() {
        BrokerMetadata second = controller.metadata().brokers().get(1);
        assertThat(second.rack()).contains("rack-2");
        assertThat(second.internalUrl()).contains("http://b2:7070");

        // When
        restartController();

        // Then
        assertThat(controller.metadata().brokers().get(1)).isEqualTo(second);
    }

    // ---- death and return

    @Test
    void aDeadLeaderIsReplacedAtOnceAndLeavesTheIsr() {
        // Given
        TopicMetadata topic = fleet.create("orders", 3, 3, 2);
        PartitionMetadata before = fleet.partition(topic, 0);
        int leader = before.leader().getAsInt();

        // When
        fleet.broker(leader).die();

        // Then
        PartitionMetadata after = fleet.partition(topic, 0);
        assertThat(after.leader()).hasValue(before.replicas().get(1));
        assertThat(after.leaderEpoch()).isEqualTo(1);
        assertThat(after.isr()).hasSize(2).doesNotContainKey(leader);
        assertThat(controller.metadata().brokers())
                .filteredOn(BrokerMetadata::fenced)
                .extracting(broker -> broker.id().value())
                .containsExactly(leader);
        assertThat(isrOf(topic, 1)).hasSize(2).doesNotContain(leader);
    }

    @Test
    void aSilentBrokerIsFencedAfterItsDeadlineAndNotBefore() {
        // Given
        fleet.create("orders", 3, 3, 2);

        // When
        fleet.broker(3).fallSilent();
        fleet.pass(Duration.ofMillis(1_500));

        // Then
        assertThat(controller.metadata().brokers()).noneMatch(BrokerMetadata::fenced);

        // When
        fleet.pass(Duration.ofMillis(600));

        // Then
        assertThat(controller.metadata().brokers()).filteredOn(BrokerMetadata::fenced).hasSize(1);
        assertRefused(() -> fleet.broker(3).beat(), ErrorCode.NOT_LEADER);
    }

    @Test
    void theIsrIsNotShrunkBelowTheFloor() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        List<Integer> replicas = topic.partitions().getFirst().replicas();

        // When
        fleet.broker(replicas.get(2)).die();
        fleet.broker(replicas.get(1)).die();

        // Then
        PartitionMetadata after = fleet.partition(topic, 0);
        assertThat(after.isr()).containsOnlyKeys(replicas.get(0), replicas.get(1));
        assertThat(after.leader()).hasValue(replicas.get(0));
    }

    @Test
    void aRestartedMemberIsTakenInAgainByItsLeader() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        PartitionId id = topic.partitionId(0);
        List<Integer> replicas = topic.partitions().getFirst().replicas();
        Fleet.Member leader = fleet.broker(replicas.get(0));
        Fleet.Member back = fleet.broker(replicas.get(1));
        back.die();
        back.restart();
        PartitionMetadata now = fleet.partition(topic, 0);
        assertThat(now.isr()).doesNotContainKey(back.id().value());

        // When
        Map<Integer, Long> grown = new HashMap<>(now.isr());
        grown.put(back.id().value(), back.epoch());
        var accepted = leader.propose(id, now, grown);
        var stale = leader.propose(id, now, grown);
        var shrunkTooFar =
                leader.propose(
                        id, fleet.partition(topic, 0), Map.of(leader.id().value(), leader.epoch()));

        // Then
        assertThat(accepted.refused()).isEmpty();
        assertThat(stale.refused()).containsExactly(id);
        assertThat(shrunkTooFar.refused()).containsExactly(id);
        assertThat(fleet.partition(topic, 0).isr()).isEqualTo(grown);
    }

    @Test
    void aProposalOfAnEarlierRegistrationIsRefused() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        PartitionMetadata now = fleet.partition(topic, 0);
        Fleet.Member leader = fleet.broker(now.leader().getAsInt());
        leader.die();

        // When // Then
        assertRefused(
                () -> leader.propose(topic.partitionId(0), now, now.isr()), ErrorCode.NOT_LEADER);
    }

    @Test
    void aSecondProcessOfOneBrokerIsRefusedAsLongAsTheFirstLives() {
        // Given
        fleet.pass(Duration.ofMillis(300));

        // When // Then
        assertRefused(() -> fleet.broker(2).restart(), ErrorCode.BROKER_ID_IN_USE);
        fleet.broker(2).fallSilent();
        fleet.pass(SILENCE);
        fleet.broker(2).restart();
        assertThat(controller.metadata().brokers()).noneMatch(BrokerMetadata::fenced);
    }

    @Test
    void everybodyGetsTimeWhenTheControllerItselfStoodStill() {
        // When nothing was heard and nothing looked at for a long time
        plane.clock().advance(Duration.ofMinutes(1));
        fleet.pass(Duration.ofMillis(600));

        // Then
        assertThat(controller.metadata().brokers()).noneMatch(BrokerMetadata::fenced);
    }

    // ---- recovery

    @Test
    void afterAPowerCutOfAllTheLongestCopyLeads() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        PartitionId id = topic.partitionId(0);
        powerCut();
        int first = isrOf(topic, 0).get(0);
        int second = isrOf(topic, 0).get(1);
        fleet.broker(first).has(id, 0, 100, 90);
        fleet.broker(second).has(id, 0, 120, 90);

        // When
        fleet.broker(first).restart();
        OptionalInt early = fleet.partition(topic, 0).leader();
        fleet.broker(second).restart();

        // Then
        assertThat(early).isEmpty();
        assertThat(fleet.partition(topic, 0).leader()).hasValue(second);
    }

    @Test
    void recoveryGoesOnWithoutThoseWhoDoNotCome() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        powerCut();
        int first = isrOf(topic, 0).get(0);
        fleet.broker(first).restart();

        // When
        fleet.pass(Duration.ofSeconds(29));
        OptionalInt early = fleet.partition(topic, 0).leader();
        fleet.pass(Duration.ofSeconds(3));

        // Then
        assertThat(early).isEmpty();
        assertThat(fleet.partition(topic, 0).leader()).hasValue(first);
    }

    @Test
    void aNewControllerAsksWhatTheCopiesHold() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        PartitionId id = topic.partitionId(0);
        powerCut();
        int first = isrOf(topic, 0).get(0);
        int second = isrOf(topic, 0).get(1);
        fleet.broker(first).has(id, 0, 100, 90);
        fleet.broker(second).has(id, 0, 120, 90);
        fleet.broker(first).restart();

        // When it did not hear the first one register
        restartController();
        fleet.pass(Duration.ofMillis(600));
        fleet.broker(second).restart();
        fleet.pass(Duration.ofMillis(600));

        // Then
        assertThat(fleet.partition(topic, 0).leader()).hasValue(second);
    }

    // ---- lost disks

    @Test
    void aCopyOnANewDiskLeavesTheIsrWhateverTheFloor() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        List<Integer> replicas = topic.partitions().getFirst().replicas();
        fleet.broker(replicas.get(2)).die();
        fleet.broker(replicas.get(1)).die();
        fleet.broker(replicas.get(1)).losesItsDisk();

        // When
        fleet.broker(replicas.get(1)).restart();

        // Then
        assertThat(fleet.partition(topic, 0).isr()).containsOnlyKeys(replicas.get(0));
        assertThat(fleet.partition(topic, 0).leader()).hasValue(replicas.get(0));
    }

    @Test
    void aLeaderDenouncesAMemberThatHasLessThanItHad() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 2, 2);
        List<Integer> replicas = topic.partitions().getFirst().replicas();
        Fleet.Member leader = fleet.broker(replicas.get(0));
        Fleet.Member lost = fleet.broker(replicas.get(1));

        // When
        controller.brokers().denounce(denunciation(leader, lost, topic, lost.epoch() - 1));
        int before = fleet.partition(topic, 0).isr().size();
        controller.brokers().denounce(denunciation(leader, lost, topic, lost.epoch()));

        // Then
        assertThat(before).isEqualTo(2);
        assertThat(fleet.partition(topic, 0).isr()).containsOnlyKeys(leader.id().value());
    }

    private static LostReplica denunciation(
            Fleet.Member leader, Fleet.Member lost, TopicMetadata topic, long epoch) {
        return new LostReplica(leader.id(), topic.partitionId(0), 0, lost.id(), epoch);
    }

    @Test
    void aLeaderWithADamagedCopyGoesAndNeverLeadsWithIt() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 1, 1);
        Fleet.Member leader = fleet.broker(topic.partitions().getFirst().replicas().getFirst());
        leader.look();

        // When
        leader.has(topic.partitionId(0), ReplicaFlag.CORRUPT);
        controller.brokers().resign(resignation(leader, topic, true));
        fleet.pass(RECOVERY);

        // Then
        assertThat(fleet.partition(topic, 0).leader()).isEmpty();
        assertThat(fleet.partition(topic, 0).isr()).containsOnlyKeys(leader.id().value());
    }

    @Test
    void aLeaderThatMakesNoProgressHandsOver() {
        // Given
        TopicMetadata topic = fleet.create("orders", 1, 3, 2);
        List<Integer> replicas = topic.partitions().getFirst().replicas();

        // When
        controller.brokers().resign(resignation(fleet.broker(replicas.getFirst()), topic, false));

        // Then
        assertThat(fleet.partition(topic, 0).leader()).hasValue(replicas.get(1));
        assertThat(fleet.partition(topic, 0).isr()).hasSize(3);
    }

    private static ResignRequests resignation(
            Fleet.Member leader, TopicMetadata topic, boolean damaged) {
        return new ResignRequests(
                leader.id(),
                leader.epoch(),
                List.of(new Resignation(topic.partitionId(0), 0, damaged)));
    }

    // ---- orderly stops

    @Test
    void aDrainingBrokerHandsOverAndMayStop() {
        // Given
        TopicMetadata topic = fleet.create("orders", 6, 3, 2);
        TopicMetadata alone = fleet.create("single", 3, 1, 1);

        // When
        fleet.broker(2).drains();
        fleet.pass(Duration.ofMillis(900));

        // Then
        assertThat(fleet.broker(2).lastAnswer().mayStop()).isTrue();
        for (int n = 0; n < 6; n++) {
            assertThat(fleet.partition(topic, n).leader()).isPresent();
            assertThat(fleet.partition(topic, n).leader().getAsInt()).isNotEqualTo(2);
            assertThat(fleet.partition(topic, n).isr()).hasSize(3);
        }
        assertThat(controller.metadata().topic(alone.name()).orElseThrow().partitions())
                .anyMatch(partition -> partition.leader().equals(OptionalInt.of(2)));
    }

    @Test
    void leadershipGoesBackToPreferredLeadersWithTime() {
        // Given
        TopicMetadata topic = fleet.create("orders", 3, 3, 2);
        int preferred = topic.partitions().getFirst().replicas().getFirst();
        fleet.broker(preferred).die();
        fleet.broker(preferred).restart();
        takeIn(topic, preferred);
        assertThat(fleet.partition(topic, 0).leader().getAsInt()).isNotEqualTo(preferred);

        // When
        fleet.pass(Duration.ofMinutes(5));

        // Then
        assertThat(fleet.partition(topic, 0).leader()).hasValue(preferred);
    }
}
