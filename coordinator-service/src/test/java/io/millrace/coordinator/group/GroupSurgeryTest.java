package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.DescribeGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.MemberDescription;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.OffsetMove;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.Shards;
import io.millrace.protocol.group.UndoReset;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do to groups, on a real database. */
class GroupSurgeryTest {
    private static final GroupId BILLING = new GroupId("billing");

    private static GroupPlane plane;

    private GroupCoordinator coordinator;
    private List<PartitionId> orders;

    @BeforeAll
    static void startDatabase() throws IOException, SQLException {
        plane = new GroupPlane();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        plane.close();
    }

    @BeforeEach
    void start() throws SQLException {
        plane.reset();
        coordinator = startAlone("c1");
        TopicId topic = plane.createTopic("orders", 2);
        orders = IntStream.range(0, 2).mapToObj(n -> new PartitionId(topic, n)).toList();
    }

    private static GroupCoordinator startAlone(String name) {
        GroupCoordinator started = plane.start(name);
        await().untilAsserted(
                        () ->
                                assertThat(started.owners().owners())
                                        .hasSize(Shards.COUNT)
                                        .allMatch(o -> o.url().equals("https://" + name)));
        return started;
    }

    /** It has both partitions, and has committed 100 in each. */
    private Participant worker() {
        Participant worker = Participant.joined(coordinator, "billing", "m1", "orders");
        await().untilAsserted(
                        () -> {
                            plane.clock().advance(Duration.ofMillis(100));
                            assertThat(worker.beat().assigned()).hasSize(2);
                        });
        orders.forEach(partition -> worker.commit(partition, 100));
        return worker;
    }

    private void commitByNobody(PartitionId partition, long nextOffset) {
        var _ =
                coordinator.commit(
                        new CommitOffsets(
                                BILLING,
                                Optional.empty(),
                                Map.of(
                                        partition,
                                        new NextOffset(nextOffset, OptionalInt.of(4), "noted"))));
    }

    private OffsetsMoved reset(long nextOffset, boolean fence) {
        return coordinator.reset(
                new ResetOffsets(
                        BILLING,
                        Map.of(orders.get(0), nextOffset, orders.get(1), nextOffset),
                        fence,
                        Optional.empty()));
    }

    private OffsetsMoved undo(boolean fence) {
        return coordinator.undo(new UndoReset(BILLING, fence, Optional.empty()));
    }

    private GroupDescription described() {
        return coordinator.describe(new DescribeGroup(BILLING));
    }

    private long committed(PartitionId partition) {
        return described().offsets().get(partition).next().nextOffset();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void positionsOfAGroupWithoutMembersAreMoved() {
        // Given
        commitByNobody(orders.get(0), 42);

        // When
        OffsetsMoved moved = reset(7, false);

        // Then
        assertThat(moved.membersFenced()).isZero();
        assertThat(moved.moves())
                .containsEntry(
                        orders.get(0), new OffsetMove(OptionalLong.of(42), OptionalLong.of(7)))
                .containsEntry(
                        orders.get(1), new OffsetMove(OptionalLong.empty(), OptionalLong.of(7)));
        assertThat(committed(orders.get(0))).isEqualTo(7);
        assertThat(described().offsetsTag()).isEqualTo(moved.offsetsTag());
    }

    @Test
    void aGroupWithMembersIsNotTouchedUnlessTheyAreFenced() {
        // Given
        Participant worker = worker();

        // When // Then
        assertRefused(ErrorCode.GROUP_NOT_EMPTY, () -> reset(0, false));
        assertThat(committed(orders.get(0))).isEqualTo(100);
        assertThat(worker.commit(orders.get(0), 101).refused()).isEmpty();
    }

    @Test
    void noCommitOfBeforeLandsAfterAReset() {
        // Given
        Participant worker = worker();
        long sessionBefore = worker.known().session();

        // When
        OffsetsMoved moved = reset(5, true);

        // Then
        assertThat(moved.membersFenced()).isOne();
        assertThat(worker.commit(orders.get(0), 101).refused().get(orders.get(0)).code())
                .isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertRefused(ErrorCode.FENCED_MEMBER_EPOCH, worker::beat);
        Participant again = worker.rejoined("orders");
        assertThat(again.known().session()).isGreaterThan(sessionBefore);
        assertThat(again.known().begins().get(orders.get(0)).nextOffset()).isEqualTo(5);
        assertThat(again.commit(orders.get(0), 6).refused()).isEmpty();
        assertThat(committed(orders.get(0))).isEqualTo(6);
    }

    @Test
    void membersAreFencedThoughThePositionsStayWhereTheyAre() {
        // Given
        Participant worker = worker();

        // When
        OffsetsMoved moved = reset(100, true);

        // Then
        assertThat(moved.moves()).isEmpty();
        assertThat(worker.commit(orders.get(1), 150).refused()).containsKey(orders.get(1));
    }

    @Test
    void offsetsThatHaveChangedAreNotResetByWhatWasSeenBefore() {
        // Given
        commitByNobody(orders.get(0), 42);
        String seen = described().offsetsTag();
        commitByNobody(orders.get(0), 43);

        // When // Then
        assertRefused(
                ErrorCode.ETAG_MISMATCH,
                () ->
                        coordinator.reset(
                                new ResetOffsets(
                                        BILLING,
                                        Map.of(orders.get(0), 0L),
                                        false,
                                        Optional.of(seen))));
        assertRefused(
                ErrorCode.ETAG_MISMATCH,
                () -> coordinator.delete(new DeleteGroup(BILLING, Optional.of(seen))));
        assertThat(committed(orders.get(0))).isEqualTo(43);
    }

    @Test
    void aResetIsUndoneByAnotherOwner() {
        // Given
        commitByNobody(orders.get(0), 42);
        var _ = reset(7, false);
        plane.stop("c1");
        coordinator = startAlone("c2");

        // When
        var announced = described().undoable().orElseThrow().moves();
        OffsetsMoved undone = undo(false);

        // Then
        assertThat(undone.moves())
                .isEqualTo(announced)
                .containsEntry(
                        orders.get(0), new OffsetMove(OptionalLong.of(7), OptionalLong.of(42)))
                .containsEntry(
                        orders.get(1), new OffsetMove(OptionalLong.of(7), OptionalLong.empty()));
        assertThat(described().offsets()).containsOnlyKeys(orders.get(0));
        assertThat(described().offsets().get(orders.get(0)).next())
                .isEqualTo(new NextOffset(42, OptionalInt.of(4), "noted"));
        plane.stop("c2");
        coordinator = startAlone("c3");
        assertThat(described().offsets()).containsOnlyKeys(orders.get(0));
        assertRefused(ErrorCode.NOT_FOUND, () -> undo(false));
    }

    @Test
    void anUndoFencesTheMembersOfTheMeantime() {
        // Given
        Participant worker = worker();
        var _ = reset(5, true);
        Participant again = worker.rejoined("orders");
        again.commit(orders.get(0), 20);

        // When // Then
        assertRefused(ErrorCode.GROUP_NOT_EMPTY, () -> undo(false));
        assertThat(undo(true).membersFenced()).isOne();
        assertThat(again.commit(orders.get(0), 21).refused()).containsKey(orders.get(0));
        assertThat(committed(orders.get(0))).isEqualTo(100);
    }

    @Test
    void anUndoThatHasNothingToUndoFencesNobody() {
        // Given
        Participant worker = worker();

        // When // Then
        assertRefused(ErrorCode.NOT_FOUND, () -> undo(true));
        assertThat(worker.commit(orders.get(0), 101).refused()).isEmpty();
    }

    @Test
    void aRepetitionLeavesTheResetToBeUndone() {
        // Given
        commitByNobody(orders.get(0), 42);
        var _ = reset(7, false);

        // When
        var _ = reset(7, false);

        // Then
        var _ = undo(false);
        assertThat(committed(orders.get(0))).isEqualTo(42);
    }

    @Test
    void afterADayAResetCanNotBeUndone() throws SQLException {
        // Given
        commitByNobody(orders.get(0), 42);
        var _ = reset(7, false);
        plane.passes(Duration.ofHours(23));
        assertThat(described().undoable()).isPresent();

        // When
        plane.passes(Duration.ofHours(1));

        // Then
        assertThat(described().undoable()).isEmpty();
        assertRefused(ErrorCode.NOT_FOUND, () -> undo(false));
        await().untilAsserted(
                        () -> {
                            plane.clock().advance(Duration.ofMillis(100));
                            assertThat(
                                            plane.control()
                                                    .number(
                                                            "select count(*) from"
                                                                    + " control.group_reset"))
                                    .isZero();
                        });
    }

    @Test
    void aDeletedGroupIsGoneWithItsOffsets() throws SQLException {
        // Given
        commitByNobody(orders.get(0), 42);
        var _ = reset(7, false);

        // When
        coordinator.delete(new DeleteGroup(BILLING, Optional.of(described().offsetsTag())));

        // Then
        assertRefused(ErrorCode.GROUP_NOT_FOUND, this::described);
        assertRefused(ErrorCode.GROUP_NOT_FOUND, () -> reset(0, false));
        assertRefused(ErrorCode.GROUP_NOT_FOUND, () -> undo(false));
        assertThat(
                        plane.control()
                                .number(
                                        "select (select count(*) from control.consumer_group"
                                                + " where group_id = 'billing')"
                                                + " + (select count(*) from control.group_offset)"
                                                + " + (select count(*) from control.group_reset)"))
                .isZero();
    }

    @Test
    void aGroupWithMembersIsNotDeleted() {
        // Given
        Participant worker = worker();

        // When // Then
        assertRefused(
                ErrorCode.GROUP_NOT_EMPTY,
                () -> coordinator.delete(new DeleteGroup(BILLING, Optional.empty())));
        assertThat(worker.commit(orders.get(0), 101).refused()).isEmpty();
    }

    @Test
    void aGroupOfADeletedOnesNameHasHigherEpochs() {
        // Given
        Participant worker = worker();
        worker.leave();
        long last = described().summary().epoch();
        coordinator.delete(new DeleteGroup(BILLING, Optional.empty()));

        // When
        Participant again = worker.rejoined("orders");

        // Then
        assertThat(again.known().session()).isGreaterThan(last);
        assertThat(again.known().begins()).isEmpty();
        assertThat(worker.commit(orders.get(0), 101).refused()).containsKey(orders.get(0));
    }

    @Test
    void aGroupIsDescribedAsItIsCommitted() {
        // Given
        var _ = worker();

        // When
        GroupDescription described = described();

        // Then
        assertThat(described.summary().phase()).isEqualTo(GroupPhase.STABLE);
        assertThat(described.assignor()).isEqualTo("uniform");
        assertThat(described.members())
                .singleElement()
                .extracting(MemberDescription::id, each -> each.assigned().keySet())
                .satisfies(told -> assertThat(told.get(0)).hasToString("m1"))
                .satisfies(told -> assertThat(told.get(1)).isEqualTo(Set.copyOf(orders)));
        assertThat(described.undoable()).isEmpty();
    }

    @Test
    void groupsAreListedByNameStateAndPage() {
        // Given
        commitByNobody(orders.get(0), 42);
        for (String name : List.of("b-1", "b-2", "b-3", "b-4", "c-1")) {
            var _ = Participant.joined(coordinator, name, "m1", "orders");
        }

        // When
        List<ShardList> page =
                coordinator.list(new ListGroups("b-", Optional.empty(), "b-1", 1)).shards();
        List<ShardList> empty =
                coordinator
                        .list(new ListGroups("", Optional.of(GroupPhase.EMPTY), "", 10))
                        .shards();

        // Then
        assertThat(page).hasSize(Shards.COUNT).allMatch(list -> list.groups().size() <= 1);
        assertThat(page.stream().mapToInt(ShardList::matching).sum()).isEqualTo(4);
        assertThat(page.stream().flatMap(list -> list.groups().stream()))
                .allMatch(group -> group.members() == 1)
                .extracting(GroupSummary::group)
                .contains(new GroupId("b-2"))
                .doesNotContain(new GroupId("b-1"), new GroupId("c-1"));
        assertThat(empty.stream().flatMap(list -> list.groups().stream()))
                .extracting(GroupSummary::group)
                .containsExactly(BILLING);
    }
}
