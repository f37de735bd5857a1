package io.millrace.replication.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.replication.IsrProposal;
import io.millrace.replication.controller.Elections.CopyReport;
import io.millrace.replication.controller.IsrDecision.Reason;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ControllerRulesTest {
    private static final Map<Integer, Long> LIVE = Map.of(1, 7L, 2, 7L, 3, 7L, 4, 7L);

    private static PartitionRegistration partition(Map<Integer, Long> isr, OptionalInt leader) {
        return new PartitionRegistration(
                List.of(1, 2, 3), List.of(), List.of(), new TreeMap<>(isr), leader, 5, 10, false);
    }

    private static PartitionRegistration healthy() {
        return partition(Map.of(1, 7L, 2, 7L, 3, 7L), OptionalInt.of(1));
    }

    // ---- brokers that come and go

    @Test
    void aDeadBrokerLeavesDownToTheFloorAndNoFurther() {
        // When
        PartitionRegistration two = healthy().without(3, 2).orElseThrow();
        PartitionRegistration still = two.without(1, 2).orElseThrow();

        // Then
        assertThat(two.isr()).containsOnlyKeys(1, 2);
        assertThat(two.leader()).hasValue(1);
        assertThat(still.isr()).containsOnlyKeys(1, 2);
        assertThat(still.leader()).isEmpty();
        assertThat(still.partitionEpoch()).isEqualTo(12);
        assertThat(still.without(1, 2)).isEmpty();
    }

    @Test
    void aLostCopyLeavesWhateverTheFloor() {
        // When
        PartitionRegistration one = healthy().withoutLost(1).orElseThrow().withoutLost(2).get();

        // Then
        assertThat(one.isr()).containsOnlyKeys(3);
        assertThat(one.leader()).isEmpty();
    }

    @Test
    void theLastMemberKeepsItsSeatWhenItsCopyIsLostButLeadsNoMore() {
        // Given
        PartitionRegistration alone = partition(Map.of(3, 7L), OptionalInt.of(3));

        // When
        PartitionRegistration lost = alone.withoutLost(3).orElseThrow();

        // Then
        assertThat(lost.isr()).containsOnlyKeys(3);
        assertThat(lost.leader()).isEmpty();
        assertThat(Elections.verified(lost, LIVE)).isEmpty();
        assertThat(lost.withoutLost(3)).isEmpty();
    }

    @Test
    void aLeaderStopsWithoutLeavingTheIsr() {
        // When
        PartitionRegistration unled = healthy().unledBy(1).orElseThrow();

        // Then
        assertThat(unled.leader()).isEmpty();
        assertThat(unled.isr()).isEqualTo(healthy().isr());
        assertThat(healthy().unledBy(2)).isEmpty();
    }

    // ---- elections

    @Test
    void theFirstVerifiedLiveReplicaLeads() {
        // Given: 1 is away, 2 has registered again
        PartitionRegistration headless = healthy().without(1, 2).orElseThrow();

        // When
        OptionalInt leader = Elections.verified(headless, Map.of(2, 9L, 3, 7L));

        // Then
        assertThat(leader).hasValue(3);
        PartitionRegistration led = headless.ledBy(3, 7);
        assertThat(led.leaderEpoch()).isEqualTo(6);
        assertThat(led.leader()).hasValue(3);
    }

    @Test
    void afterAPowerCutOfAllTheLongestWholeCopyLeads() {
        // Given
        PartitionRegistration headless =
                partition(Map.of(1, 7L, 2, 7L, 3, 7L), OptionalInt.empty());
        Map<Integer, Long> live = Map.of(1, 8L, 2, 9L, 3, 10L);
        Map<Integer, CopyReport> reports =
                Map.of(
                        1, new CopyReport(8, true, 5, 100, 90),
                        2, new CopyReport(9, true, 5, 120, 90),
                        3, new CopyReport(10, false, 5, 130, 95));

        // Then
        assertThat(Elections.verified(headless, live)).isEmpty();
        assertThat(Elections.recovery(headless, live, reports, false)).hasValue(2);
    }

    @Test
    void recoveryWaitsForThoseWhoMayHaveMore() {
        // Given
        PartitionRegistration headless = partition(Map.of(1, 7L, 2, 7L), OptionalInt.empty());
        Map<Integer, Long> live = Map.of(1, 8L);
        Map<Integer, CopyReport> reports = Map.of(1, new CopyReport(8, true, 5, 100, 90));

        // Then
        assertThat(Elections.recovery(headless, live, reports, false)).isEmpty();
        assertThat(Elections.recovery(headless, live, reports, true)).hasValue(1);
    }

    @Test
    void aCopyThatIsShorterThanWhatWasCommittedNeverLeads() {
        // Given
        PartitionRegistration headless = partition(Map.of(1, 7L, 2, 7L), OptionalInt.empty());
        Map<Integer, Long> live = Map.of(1, 8L, 2, 9L);
        Map<Integer, CopyReport> reports =
                Map.of(
                        1, new CopyReport(8, true, 5, 100, 90),
                        2, new CopyReport(9, false, 5, 120, 110));

        // Then
        assertThat(Elections.recovery(headless, live, reports, true)).isEmpty();
    }

    @Test
    void thePreferredLeaderTakesOverOnlyIfItIsVerified() {
        // Given
        PartitionRegistration moved = partition(Map.of(1, 7L, 2, 7L, 3, 7L), OptionalInt.of(2));

        // Then
        assertThat(Elections.preferred(moved, LIVE)).hasValue(1);
        assertThat(Elections.preferred(moved, Map.of(1, 8L, 2, 7L, 3, 7L))).isEmpty();
        assertThat(Elections.preferred(healthy(), LIVE)).isEmpty();
    }

    // ---- proposals

    private static IsrDecision decide(
            PartitionRegistration now,
            int leaderEpoch,
            int partitionEpoch,
            Map<Integer, Long> isr) {
        return IsrRules.decide(now, 1, new IsrProposal(leaderEpoch, partitionEpoch, isr), LIVE, 2);
    }

    @Test
    void aProposalIsAcceptedOnlyOnWhatItWasMadeOf() {
        PartitionRegistration now = partition(Map.of(1, 7L, 2, 7L), OptionalInt.of(1));
        Map<Integer, Long> grown = Map.of(1, 7L, 2, 7L, 3, 7L);

        assertThat(decide(now, 5, 10, grown))
                .isInstanceOfSatisfying(
                        IsrDecision.Accepted.class,
                        a -> assertThat(a.next().isr()).isEqualTo(new TreeMap<>(grown)));
        assertThat(decide(now, 4, 10, grown)).isEqualTo(new IsrDecision.Refused(Reason.NOT_LEADER));
        assertThat(decide(now, 5, 9, grown))
                .isEqualTo(new IsrDecision.Refused(Reason.STALE_PARTITION_EPOCH));
        assertThat(decide(now, 5, 10, Map.of(1, 7L, 2, 7L, 3, 6L)))
                .isEqualTo(new IsrDecision.Refused(Reason.INELIGIBLE_REPLICA));
        assertThat(decide(now, 5, 10, Map.of(1, 7L, 2, 7L, 4, 7L)))
                .isEqualTo(new IsrDecision.Refused(Reason.INELIGIBLE_REPLICA));
        assertThat(decide(now, 5, 10, Map.of(1, 7L)))
                .isEqualTo(new IsrDecision.Refused(Reason.BELOW_FLOOR));
    }

    @Test
    void aMemberThatIsNotShownKeepsThePlaceThatItHad() {
        // Given: 2 was verified in registration 5, and has registered again since
        PartitionRegistration now = partition(Map.of(1, 7L, 2, 5L), OptionalInt.of(1));

        // When
        IsrDecision kept = decide(now, 5, 10, Map.of(1, 7L, 2, IsrProposal.UNVERIFIED));
        IsrDecision verified = decide(now, 5, 10, Map.of(1, 7L, 2, 7L));

        // Then
        assertThat(kept)
                .isInstanceOfSatisfying(
                        IsrDecision.Accepted.class,
                        a -> assertThat(a.next().isr()).containsEntry(2, 5L));
        assertThat(verified)
                .isInstanceOfSatisfying(
                        IsrDecision.Accepted.class,
                        a -> assertThat(a.next().isr()).containsEntry(2, 7L));
    }

    // ---- reassignment

    @Test
    void oldReplicasLeaveOnlyWhenAllNewOnesAreInSync() {
        // When
        PartitionRegistration moving = Reassignments.begin(healthy(), List.of(4, 2));
        PartitionRegistration grown =
                moving.withIsr(new TreeMap<>(Map.of(1, 7L, 2, 7L, 3, 7L, 4, 7L)));
        PartitionRegistration moved = Reassignments.settle(grown, LIVE, 2).orElseThrow();

        // Then
        assertThat(moving.replicas()).containsExactly(4, 2, 1, 3);
        assertThat(moving.adding()).containsExactly(4);
        assertThat(moving.removing()).containsExactly(1, 3);
        assertThat(Reassignments.settle(moving, LIVE, 2)).isEmpty();
        assertThat(moved.replicas()).containsExactly(4, 2);
        assertThat(moved.isr()).containsOnlyKeys(2, 4);
        assertThat(moved.leader()).hasValue(4);
        assertThat(moved.leaderEpoch()).isEqualTo(6);
        assertThat(Reassignments.isMoving(moved)).isFalse();
    }

    @Test
    void aMoveWaitsForANewLeaderThatIsVerified() {
        // Given
        PartitionRegistration grown =
                Reassignments.begin(healthy(), List.of(4, 2))
                        .withIsr(new TreeMap<>(Map.of(1, 7L, 2, 5L, 3, 7L, 4, 5L)));

        // Then
        assertThat(Reassignments.settle(grown, LIVE, 2)).isEmpty();
    }

    @Test
    void aMoveThatIsCancelledTakesBackWhoHasAlreadyJoined() {
        // Given
        PartitionRegistration joined =
                Reassignments.begin(healthy(), List.of(4, 2))
                        .withIsr(new TreeMap<>(Map.of(1, 7L, 2, 7L, 3, 7L, 4, 7L)));

        // When
        PartitionRegistration back = Reassignments.cancel(joined).orElseThrow();

        // Then
        assertThat(back.removing()).containsExactly(4);
        assertThat(Reassignments.settle(back, LIVE, 2).orElseThrow().isr())
                .containsOnlyKeys(1, 2, 3);
    }

    @Test
    void aMoveThatIsCancelledGoesBack() {
        // Given
        PartitionRegistration moving = Reassignments.begin(healthy(), List.of(4, 2));

        // When
        PartitionRegistration back = Reassignments.cancel(moving).orElseThrow();

        // Then
        assertThat(back.replicas()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(Reassignments.isMoving(back)).isFalse();
        assertThat(back.leader()).hasValue(1);
        assertThat(back.leaderEpoch()).isEqualTo(5);
        assertThat(Reassignments.cancel(back)).isEmpty();
    }
}
