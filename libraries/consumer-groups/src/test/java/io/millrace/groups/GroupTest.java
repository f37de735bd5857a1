package io.millrace.groups;

import static io.millrace.groups.Topics.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.groups.Step.Next;
import io.millrace.groups.Step.Refused;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.MemberId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GroupTest {
    private static final MemberId X = new MemberId("x");
    private static final MemberId Y = new MemberId("y");
    private static final Subscription ORDERS = Subscription.to(Topics.ORDERS);
    private static final SortedMap<TopicId, TopicPlaces> FOUR = Topics.orders(4);

    private Group group = Group.NEW;

    @Test
    void theFirstMemberGetsEverything() {
        // When
        join(X);
        beat(X);

        // Then
        assertThat(member(X).kept()).hasSize(4);
        assertThat(member(X).epoch()).isEqualTo(group.epoch());
        assertThat(member(X).kept().values()).containsOnly(group.epoch());
    }

    @Test
    void aGroupIsStableWhenEverybodyHasFollowed() {
        // Given
        assertThat(group.phase()).isEqualTo(GroupPhase.EMPTY);
        join(X);
        beat(X);
        assertThat(group.phase()).isEqualTo(GroupPhase.STABLE);

        // When
        join(Y);

        // Then
        assertThat(group.phase()).isEqualTo(GroupPhase.RECONCILING);
    }

    /** Seed 1373 of the simulation: it takes nothing back in the epoch in which it released it. */
    @Test
    void whatWasReleasedAndComesBackIsGivenInALaterEpoch() {
        // Given
        join(X);
        beat(X);
        join(Y);
        beat(X);
        group = group.removed(Y).retargeted(FOUR);
        join(X);
        long released = member(X).epoch();
        assertThat(member(X).revoking()).hasSize(2);

        // When
        release(X, member(X).revoking());

        // Then
        assertThat(member(X).kept()).hasSize(4);
        assertThat(member(X).epoch()).isGreaterThan(released);
    }

    @Test
    void aMemberGivesUpBeforeAnotherIsGiven() {
        // Given
        join(X);
        beat(X);

        // When
        join(Y);
        beat(X);
        beat(Y);

        // Then
        assertThat(member(X).revoking()).hasSize(2);
        assertThat(member(X).kept()).hasSize(2);
        assertThat(member(Y).held()).isEmpty();

        // When
        Set<PartitionId> leaving = member(X).revoking();
        release(X, leaving);
        beat(Y);

        // Then
        assertThat(member(Y).kept().keySet()).isEqualTo(leaving);
        assertThat(member(X).epoch()).isEqualTo(group.epoch());
    }

    @Test
    void aHeartbeatAloneReleasesNothing() {
        // Given
        join(X);
        beat(X);
        join(Y);
        beat(X);

        // When
        beat(X);
        beat(Y);

        // Then
        assertThat(member(X).revoking()).hasSize(2);
        assertThat(member(Y).held()).isEmpty();
    }

    @Test
    void aReleaseOfAnEarlierEpochIsVoid() {
        // Given
        join(X);
        beat(X);
        long before = member(X).epoch();
        long session = member(X).session();
        join(Y);
        beat(X);
        Set<PartitionId> leaving = member(X).revoking();
        group = next(group.takeOver(X, session, UUID.randomUUID()));

        // When
        group = next(group.heartbeat(X, session, before, leaving));

        // Then
        assertThat(member(X).revoking()).isEqualTo(leaving);
    }

    @Test
    void aRetryOfAJoinChangesNothing() {
        // Given
        JoinRequest request = request(UUID.randomUUID(), Optional.empty());
        group = next(group.join(X, request)).retargeted(FOUR).reconciled(X);

        // When
        Group again = next(group.join(X, request));

        // Then
        assertThat(again).isEqualTo(group);
    }

    @Test
    void anotherIncarnationKeepsThePartitionsInANewEpoch() {
        // Given
        join(X);
        beat(X);
        Member before = member(X);

        // When
        join(X);

        // Then
        assertThat(member(X).held().keySet()).isEqualTo(before.held().keySet());
        assertThat(member(X).session()).isGreaterThan(before.epoch());
        assertThat(member(X).held().values()).containsOnly(member(X).session());
        assertThat(commit(before.epoch(), 7)).isInstanceOf(CommitVerdict.Refused.class);
        assertThat(commit(member(X).epoch(), 7)).isInstanceOf(CommitVerdict.Store.class);
        assertThat(refusal(group.heartbeat(X, before.session(), before.epoch(), Set.of())))
                .isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    }

    @Test
    void whoeverLeavesFreesItsPartitionsAtOnce() {
        // Given
        join(X);
        beat(X);
        join(Y);

        // When
        group = next(group.leave(X, false)).retargeted(FOUR);
        beat(Y);

        // Then
        assertThat(member(Y).kept()).hasSize(4);
        assertThat(refusal(group.heartbeat(X, 1, 1, Set.of()))).isEqualTo(ErrorCode.UNKNOWN_MEMBER);
    }

    @Test
    void aStaticMemberThatIsBackUnderAnotherIdHasWhatItHad() {
        // Given
        Optional<InstanceId> pod = Optional.of(new InstanceId("pod-3"));
        join(X, pod);
        beat(X);
        join(Y);
        beat(X);
        release(X, member(X).revoking());
        Set<PartitionId> had = member(X).held().keySet();
        MemberId other = new MemberId("x-2");

        // When
        Step early = group.join(other, request(UUID.randomUUID(), pod));
        group = next(group.leave(X, true));
        join(other, pod);
        beat(other);

        // Then
        assertThat(refusal(early)).isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);
        assertThat(group.member(X)).isEmpty();
        assertThat(member(other).kept().keySet()).isEqualTo(had);
    }

    @Test
    void aResetEndsAllSessions() {
        // Given
        join(X);
        beat(X);
        Member before = member(X);

        // When
        group = group.fencedAll();

        // Then
        assertThat(commit(before.epoch(), 7)).isInstanceOf(CommitVerdict.Refused.class);
        assertThat(refusal(group.heartbeat(X, before.session(), before.epoch(), Set.of())))
                .isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(member(X).held().keySet()).isEqualTo(before.held().keySet());
    }

    @Test
    void aNewOwnerLeavesAGroupAtRestInPeace() {
        // Given
        join(X);
        beat(X);
        join(Y);
        beat(X);
        release(X, member(X).revoking());
        beat(Y);
        Group stored =
                new Group(group.epoch(), group.assignor(), group.members(), Optional.empty());

        // When
        Group loaded = stored.retargeted(FOUR);

        // Then
        assertThat(loaded).isEqualTo(group);
    }

    @Test
    void nothingIsGivenBeforeANewOwnerHasFoundATarget() {
        // Given
        join(X);
        beat(X);
        group = new Group(group.epoch(), group.assignor(), group.members(), Optional.empty());

        // When
        beat(X);

        // Then
        assertThat(member(X).revoking()).isEmpty();
    }

    @Test
    void aPatternTakesInWhatIsCreatedLater() {
        // Given
        Subscription all =
                new Subscription(new TreeSet<>(), Optional.of(new TopicPattern("ord.*")));
        group =
                next(group.join(
                                X,
                                new JoinRequest(
                                        UUID.randomUUID(),
                                        Optional.empty(),
                                        all,
                                        Optional.empty(),
                                        Duration.ofMinutes(1),
                                        Optional.empty())))
                        .retargeted(FOUR);
        beat(X);

        // When
        SortedMap<TopicId, TopicPlaces> more =
                Topics.with(
                        Topics.with(FOUR, new TopicName("orders-eu"), 2),
                        new TopicName("disorder"),
                        3);
        group = group.retargeted(more);
        beat(X);

        // Then
        assertThat(member(X).kept()).hasSize(6);
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new TopicPattern("("))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicPattern("a".repeat(1001)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void commitsOfOneAssignmentNeverGoBack() {
        // Given
        join(X);
        beat(X);
        CommittedOffset seven =
                new CommittedOffset(7, OptionalInt.empty(), "", member(X).epoch(), 0);

        // When
        CommitVerdict lower =
                CommitVerdict.of(
                        group.member(X), order(0), member(X).epoch(), 5, Optional.of(seven));
        join(X);
        CommitVerdict ofAnother =
                CommitVerdict.of(
                        group.member(X), order(0), member(X).epoch(), 5, Optional.of(seven));

        // Then
        assertThat(lower).isEqualTo(new CommitVerdict.Behind(seven));
        assertThat(ofAnother).isInstanceOf(CommitVerdict.Store.class);
    }

    @Test
    void partitionsOfADeletedTopicAreGivenUp() {
        // Given
        join(X);
        beat(X);

        // When
        group = group.retargeted(new TreeMap<>());
        beat(X);
        release(X, member(X).revoking());

        // Then
        assertThat(member(X).held()).isEmpty();
    }

    private CommitVerdict commit(long memberEpoch, long nextOffset) {
        return CommitVerdict.of(
                group.member(X), order(0), memberEpoch, nextOffset, Optional.empty());
    }

    private void join(MemberId id) {
        join(id, Optional.empty());
    }

    private void join(MemberId id, Optional<InstanceId> instance) {
        group = next(group.join(id, request(UUID.randomUUID(), instance))).retargeted(FOUR);
    }

    private static JoinRequest request(UUID incarnation, Optional<InstanceId> instance) {
        return new JoinRequest(
                incarnation,
                instance,
                ORDERS,
                Optional.empty(),
                Duration.ofMinutes(1),
                Optional.empty());
    }

    private void beat(MemberId id) {
        release(id, Set.of());
    }

    private void release(MemberId id, Set<PartitionId> released) {
        Member member = member(id);
        group = next(group.heartbeat(id, member.session(), member.epoch(), released));
    }

    private Member member(MemberId id) {
        return group.member(id).orElseThrow();
    }

    private static Group next(Step step) {
        assertThat(step).isInstanceOf(Next.class);
        return ((Next) step).group();
    }

    private static ErrorCode refusal(Step step) {
        assertThat(step).isInstanceOf(Refused.class);
        return ((Refused) step).code();
    }
}
