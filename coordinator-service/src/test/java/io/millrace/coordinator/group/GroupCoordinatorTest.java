package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.ShardOwners.ShardOwner;
import io.millrace.protocol.group.Shards;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups on a real database, by the calls that brokers make. */
class GroupCoordinatorTest {
    private static final GroupId BILLING = new GroupId("billing");
    private static final int SHARD = Shards.of(BILLING);

    private static GroupPlane plane;

    @BeforeAll
    static void startDatabase() throws IOException, SQLException {
        plane = new GroupPlane();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        plane.close();
    }

    @BeforeEach
    void reset() throws SQLException {
        plane.reset();
    }

    private static GroupCoordinator startAlone() {
        return awaitAllShards(plane.start("c1"), "https://c1");
    }

    private static GroupCoordinator awaitAllShards(GroupCoordinator coordinator, String url) {
        await().untilAsserted(
                        () ->
                                assertThat(coordinator.owners().owners())
                                        .hasSize(Shards.COUNT)
                                        .allMatch(owner -> owner.url().equals(url)));
        return coordinator;
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void theFirstMemberHasEverythingAtOnce() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        List<PartitionId> orders = createOrders(coordinator, 3);

        // When
        Participant member = Participant.joined(coordinator, "billing", "m1", "orders");

        // Then
        assertThat(member.assigned()).containsExactlyInAnyOrderElementsOf(orders);
    }

    /** The coordinator has seen the topic when a new group's member is given some of it. */
    private static List<PartitionId> createOrders(GroupCoordinator coordinator, int partitions)
            throws SQLException {
        TopicId orders = plane.createTopic("orders", partitions);
        await().untilAsserted(
                        () -> {
                            Participant probe =
                                    Participant.joined(
                                            coordinator,
                                            "probe-" + UUID.randomUUID(),
                                            "probe",
                                            "orders");
                            assertThat(probe.assigned()).isNotEmpty();
                        });
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionId(orders, partition))
                .toList();
    }

    @Test
    void aPartitionIsGivenOnAfterItsOwnerHasLetItGo() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        createOrders(coordinator, 2);
        Participant first = Participant.joined(coordinator, "billing", "m1", "orders");
        plane.clock().advance(GroupPlane.SETTINGS.settle());

        // When
        Participant second = Participant.joined(coordinator, "billing", "m2", "orders");

        // Then
        assertThat(second.assigned()).isEmpty();
        assertThat(first.beat().revoking()).hasSize(1);
        assertThat(second.beat().assigned()).isEmpty();
        assertThat(first.beat().revoking()).isEmpty();
        assertThat(second.beat().assigned()).hasSize(1);
        assertThat(second.assigned()).doesNotContainAnyElementsOf(first.assigned());
    }

    @Test
    void theFloorIsWhereTheLastGroupIs() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        List<PartitionId> orders = createOrders(coordinator, 3);
        commit(coordinator, "billing", Map.of(orders.get(0), 42L, orders.get(1), 7L));
        commit(coordinator, "shipping", Map.of(orders.get(0), 40L, orders.get(1), 9L));

        // When
        GroupFloors floors =
                coordinator.floors(new ReadFloors(Set.of(orders.get(0), orders.get(2))));

        // Then
        assertThat(floors.isComplete()).isTrue();
        assertThat(floors.offsets()).containsExactly(Map.entry(orders.get(0), 40L));
    }

    @Test
    void aGroupHoldsTheFloorAfterARestartUntilItIsDeleted() throws SQLException {
        // Given
        GroupCoordinator before = startAlone();
        PartitionId partition = createOrders(before, 1).getFirst();
        commit(before, "billing", Map.of(partition, 42L));
        commit(before, "asleep", Map.of(partition, 3L));
        plane.stop("c1");
        GroupCoordinator coordinator = startAlone();
        ReadFloors read = new ReadFloors(Set.of(partition));
        OptionalLong floor = coordinator.floors(read).of(partition);

        // When
        coordinator.delete(new DeleteGroup(new GroupId("asleep"), Optional.empty()));

        // Then
        assertThat(floor).hasValue(3);
        assertThat(coordinator.floors(read).of(partition)).hasValue(42);
    }

    @Test
    void twoCoordinatorsKnowAllFloorsTogether() throws SQLException {
        // Given
        GroupCoordinator first = startAlone();
        PartitionId partition = createOrders(first, 1).getFirst();
        ReadFloors read = new ReadFloors(Set.of(partition));
        for (int group = 0; group < 20; group++) {
            commit(first, "group-" + group, Map.of(partition, 100L + group));
        }

        // When
        GroupCoordinator second = plane.start("c2");

        // Then
        await().untilAsserted(
                        () -> {
                            GroupFloors some = first.floors(read);
                            GroupFloors others = second.floors(read);
                            assertThat(some.isComplete()).isFalse();
                            assertThat(others.isComplete()).isFalse();
                            GroupFloors all = GroupFloors.of(List.of(some, others));
                            assertThat(all.isComplete()).isTrue();
                            assertThat(all.of(partition)).hasValue(100);
                        });
    }

    private static void commit(
            GroupCoordinator coordinator, String group, Map<PartitionId, Long> offsets) {
        Map<PartitionId, NextOffset> next = new HashMap<>();
        offsets.forEach(
                (partition, offset) ->
                        next.put(partition, new NextOffset(offset, OptionalInt.empty(), "")));
        coordinator.commit(new CommitOffsets(new GroupId(group), Optional.empty(), next));
    }

    @Test
    void whatIsCommittedIsWhereTheNextOneBegins() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        Participant first = Participant.joined(coordinator, "billing", "m1", "orders");
        first.commit(partition, 42);
        first.leave();

        // When
        Participant second = Participant.joined(coordinator, "billing", "m2", "orders");
        await().untilAsserted(
                        () -> {
                            plane.clock().advance(Duration.ofMillis(100));
                            assertThat(second.beat().assigned()).isNotEmpty();
                        });

        // Then
        assertThat(second.known().begins().get(partition).nextOffset()).isEqualTo(42);
    }

    @Test
    void anotherCoordinatorGoesOnWithWhatWasCommitted() throws SQLException {
        // Given
        GroupCoordinator first = startAlone();
        PartitionId partition = createOrders(first, 1).getFirst();
        Participant member = Participant.joined(first, "billing", "m1", "orders");
        member.commit(partition, 7);

        // When
        plane.stop("c1");
        GroupCoordinator second = awaitAllShards(plane.start("c2"), "https://c2");
        member.turnTo(second);

        // Then
        long before = member.known().memberEpoch();
        assertThat(member.beat().assigned()).containsOnlyKeys(partition);
        assertThat(member.known().memberEpoch()).isEqualTo(before);
        assertThat(second.offsets(new ReadOffsets(BILLING)).offsets().get(partition).nextOffset())
                .isEqualTo(7);
        assertThat(member.commit(partition, 8).refused()).isEmpty();
    }

    @Test
    void whoIsSilentForTooLongIsNoMemberAnyMore() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        Participant silent = Participant.joined(coordinator, "billing", "m1", "orders");
        Participant other = Participant.joined(coordinator, "billing", "m2", "orders");
        silent.commit(partition, 5);

        // When
        await().ignoreException(MillraceException.class)
                .untilAsserted(
                        () -> {
                            plane.clock().advance(Duration.ofSeconds(4));
                            assertThat(other.beat().assigned()).containsOnlyKeys(partition);
                        });

        // Then
        assertRefused(ErrorCode.UNKNOWN_MEMBER, silent::beat);
        assertThat(silent.commit(partition, 6).refused().get(partition).code())
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER);
        assertThat(other.known().begins().get(partition).nextOffset()).isEqualTo(5);
    }

    @Test
    void whoDoesNotGiveUpInTimeIsNoMemberAnyMore() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        createOrders(coordinator, 2);
        Participant hoarder = Participant.joined(coordinator, "billing", "m1", "orders");
        plane.clock().advance(GroupPlane.SETTINGS.settle());
        Participant waiting = Participant.joined(coordinator, "billing", "m2", "orders");
        hoarder.beat();

        // When
        // On a slow machine the shard is late, too, and has to be claimed again.
        await().ignoreException(MillraceException.class)
                .untilAsserted(
                        () -> {
                            plane.clock().advance(Duration.ofSeconds(4));
                            hoarder.beatKeepingAll();
                            assertThat(waiting.beat().assigned()).hasSize(2);
                        });

        // Then
        assertRefused(ErrorCode.UNKNOWN_MEMBER, hoarder::beat);
    }

    @Test
    void anOldStreamCommitsNothingAfterItsTakeover() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        Participant old = Participant.joined(coordinator, "billing", "m1", "orders");

        // When
        old.takeOver(UUID.randomUUID());

        // Then
        assertThat(old.commit(partition, 9).refused().get(partition).code())
                .isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    }

    @Test
    void theStreamThatTookOverLastSpeaksForItsMember() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        Participant member = Participant.joined(coordinator, "billing", "m1", "orders");
        long given = member.known().assigned().get(partition);
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();

        // When
        Membership toldFirst = member.takeOver(first);
        member.takeOver(second);

        // Then
        assertThat(toldFirst.assigned()).containsExactly(Map.entry(partition, given));
        assertThat(member.beatOf(first).refusal().orElseThrow().code())
                .isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(member.beatOf(second).refusal()).isEmpty();
        assertThat(member.takeOver(second).memberEpoch())
                .as("a retry fences nobody")
                .isEqualTo(member.beatOf(second).membership().orElseThrow().memberEpoch());
    }

    @Test
    void onlyMembersCommitWhileThereAreAny() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        CommitOffsets byNobody = byNobody(partition, 3);

        // When
        coordinator.commit(byNobody);

        // Then
        assertThat(coordinator.offsets(new ReadOffsets(BILLING)).offsets())
                .containsEntry(partition, new NextOffset(3, OptionalInt.empty(), "noted"));
        Participant.joined(coordinator, "billing", "m1", "orders");
        assertRefused(ErrorCode.GROUP_NOT_EMPTY, () -> coordinator.commit(byNobody));
    }

    private static CommitOffsets byNobody(PartitionId partition, long next) {
        return new CommitOffsets(
                BILLING,
                Optional.empty(),
                Map.of(partition, new NextOffset(next, OptionalInt.empty(), "noted")));
    }

    @Test
    void topicsThatComeLaterAreReadToo() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        Participant member = Participant.joined(coordinator, "billing", "m1", "orders");

        // When
        TopicId orders = plane.createTopic("orders", 1);

        // Then
        await().untilAsserted(
                        () -> {
                            plane.clock().advance(Duration.ofMillis(100));
                            assertThat(member.beat().assigned())
                                    .containsOnlyKeys(new PartitionId(orders, 0));
                        });
    }

    @Test
    void aWishThatMakesNoSenseIsRefused() {
        // Given
        GroupCoordinator coordinator = startAlone();
        JoinGroup unbalanced =
                new JoinGroup(
                        BILLING,
                        new MemberId("m1"),
                        UUID.randomUUID(),
                        Optional.empty(),
                        Set.of(new TopicName("orders")),
                        Optional.of("orders-("),
                        Optional.empty(),
                        60_000,
                        Optional.empty());

        // When // Then
        assertRefused(ErrorCode.INVALID_REQUEST, () -> coordinator.join(unbalanced));
    }

    @Test
    void anOwnerThatWasClaimedOverWritesNothing() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        Participant member = Participant.joined(coordinator, "billing", "m1", "orders");
        long before = member.known().shardEpoch();

        // When
        var _ = plane.database("c1").claim(Set.of(SHARD), "c2", "https://c2");

        // Then
        assertThatThrownBy(() -> member.commit(partition, 1)).isInstanceOf(MillraceException.class);
        assertThat(offsetsStored()).isZero();
        await().untilAsserted(
                        () -> assertThat(member.beat().shardEpoch()).isGreaterThan(before + 1));
        assertThat(member.commit(partition, 1).refused()).isEmpty();
    }

    private static long offsetsStored() throws SQLException {
        return plane.control()
                .number("select count(*) from control.group_offset where group_id = 'billing'");
    }

    @Test
    void anOwnerThatWasClaimedOverTellsNoPositions() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        var _ = coordinator.commit(byNobody(createOrders(coordinator, 1).getFirst(), 3));

        // When
        var _ = plane.database("c1").claim(Set.of(SHARD), "c2", "https://c2");

        // Then
        assertRefused(
                ErrorCode.COORDINATOR_LOADING, () -> coordinator.offsets(new ReadOffsets(BILLING)));
    }

    @Test
    void whetherACommitGotInIsCalledUnknownIfItIs() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        plane.control()
                .execute(
                        """
                        create function public.cut() returns trigger language plpgsql
                                security definer as $$
                        begin
                            perform pg_terminate_backend(pg_backend_pid());
                            return null;
                        end $$
                        """,
                        """
                        create constraint trigger cut after insert on control.group_offset
                                deferrable initially deferred for each row
                                execute function public.cut()
                        """);

        // When // Then
        try {
            assertRefused(
                    ErrorCode.REQUEST_TIMED_OUT, () -> coordinator.commit(byNobody(partition, 3)));
        } finally {
            plane.control()
                    .execute(
                            "drop trigger cut on control.group_offset", "drop function public.cut");
        }
    }

    @Test
    void aDatabaseThatWasPutBackIsReadAgain() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        PartitionId partition = createOrders(coordinator, 1).getFirst();
        Participant member = Participant.joined(coordinator, "billing", "m1", "orders");
        plane.control()
                .execute(
                        "create table public.saved_shard as select * from control.group_shard",
                        "create table public.saved_member as select * from control.group_member");
        member.commit(partition, 100);
        member.takeOver(UUID.randomUUID());

        // When
        plane.control()
                .execute(
                        "update control.group_shard s set version = o.version"
                                + " from public.saved_shard o where o.shard = s.shard",
                        "update control.group_member m set member_epoch = o.member_epoch,"
                                + " held = o.held from public.saved_member o"
                                + " where o.group_id = m.group_id and o.member_id = m.member_id",
                        "delete from control.group_offset",
                        "drop table public.saved_shard",
                        "drop table public.saved_member");

        // Then
        Participant other = Participant.joinedAtLast(coordinator, "billing", "m2", "orders");
        assertThat(other.known().session()).isPositive();
        assertThat(member.commit(partition, 50).refused()).isEmpty();
        assertThat(
                        coordinator
                                .offsets(new ReadOffsets(BILLING))
                                .offsets()
                                .get(partition)
                                .nextOffset())
                .isEqualTo(50);
    }

    @Test
    void inSafeModeNobodyIsServed() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();

        // When
        plane.control().execute("update control.cluster_state set safe_mode = true");

        // Then
        await().untilAsserted(
                        () ->
                                assertRefused(
                                        ErrorCode.NOT_COORDINATOR,
                                        () -> coordinator.offsets(new ReadOffsets(BILLING))));
    }

    @Test
    void shardsAreSpreadOverWhoLivesAndTakenFromWhoLeaves() {
        // Given
        GroupCoordinator first = startAlone();
        GroupCoordinator second = plane.start("c2");
        plane.start("c3");
        await().untilAsserted(
                        () ->
                                assertThat(sharesSeenBy(first).values())
                                        .hasSize(3)
                                        .allMatch(share -> share >= 20));

        // When
        plane.stop("c1");

        // Then
        await().untilAsserted(
                        () ->
                                assertThat(sharesSeenBy(second))
                                        .isEqualTo(Map.of("https://c2", 32L, "https://c3", 32L)));
    }

    private static Map<String, Long> sharesSeenBy(GroupCoordinator coordinator) {
        return coordinator.owners().owners().stream()
                .collect(Collectors.groupingBy(ShardOwner::url, Collectors.counting()));
    }

    @Test
    void anOwnerThatDoesNotSeeTheDatabaseSaysNothing() throws SQLException {
        // Given
        GroupCoordinator coordinator = startAlone();
        plane.control().execute("alter role control nologin");
        plane.control()
                .number(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where usename = 'control'");

        // When
        plane.clock().advance(GroupPlane.SETTINGS.silenceMax().plusSeconds(1));

        // Then
        try {
            assertRefused(
                    ErrorCode.COORDINATOR_LOADING,
                    () -> coordinator.offsets(new ReadOffsets(BILLING)));
        } finally {
            plane.control().execute("alter role control login");
        }
        await().ignoreException(MillraceException.class)
                .untilAsserted(
                        () ->
                                assertThat(coordinator.offsets(new ReadOffsets(BILLING)).offsets())
                                        .isEmpty());
    }

    @Test
    void withoutCoordinationShardsOfTheDeadAreTakenAndNoOthers() {
        // Given
        GroupCoordinator first = plane.start("c1");
        GroupCoordinator second = plane.start("c2");
        await().untilAsserted(() -> assertThat(sharesSeenBy(first)).hasSize(2));
        await().untilAsserted(() -> assertThat(sharesSeenBy(second)).hasSize(2));
        Map<Integer, ShardOwner> before = ownersSeenBy(second);
        plane.control().coordination().breakDown(0);
        for (int seconds = 0; seconds < 30; seconds++) {
            plane.sayThatItLives("c1");
            plane.sayThatItLives("c2");
            plane.clock().advance(Duration.ofSeconds(1));
        }

        // When
        plane.stop("c1");

        // Then
        await().untilAsserted(
                        () -> {
                            plane.sayThatItLives("c2");
                            plane.clock().advance(Duration.ofSeconds(1));
                            assertThat(sharesSeenBy(second))
                                    .isEqualTo(Map.of("https://c2", (long) Shards.COUNT));
                        });
        ownersSeenBy(second)
                .forEach(
                        (shard, owner) -> {
                            ShardOwner then = before.get(shard);
                            long claims = then.url().equals("https://c1") ? 1 : 0;
                            assertThat(owner.shardEpoch()).isEqualTo(then.shardEpoch() + claims);
                        });
    }

    private static Map<Integer, ShardOwner> ownersSeenBy(GroupCoordinator coordinator) {
        return coordinator.owners().owners().stream()
                .collect(Collectors.toMap(ShardOwner::shard, Function.identity()));
    }
}
