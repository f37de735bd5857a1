package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.GroupId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DraftTest {
    private static final GroupId BILLING = new GroupId("billing");
    private static final PartitionId PARTITION = new PartitionId(new TopicId(new UUID(0, 1)), 0);
    private static final CommittedOffset SEVEN =
            new CommittedOffset(7, OptionalInt.empty(), "", 1, 0);

    @Test
    void aGroupThatIsMadeAnewInOneDraftGoesOnAboveTheEpochsOfTheOneBefore() {
        // Given
        Draft draft = new Draft(Map.of(), 3);
        draft.put(BILLING, Group.startingAt(draft.group(BILLING).epoch() + 5));
        long told = draft.group(BILLING).epoch();

        // When
        draft.remove(BILLING);

        // Then
        assertThat(draft.group(BILLING).epoch()).isEqualTo(told);
        assertThat(draft.has(BILLING)).isFalse();
    }

    @Test
    void aGroupWhoseEpochsWereToldIsStoredThoughNobodyIsLeft() {
        // Given
        Draft draft = new Draft(Map.of(), 3);

        // When
        draft.put(BILLING, Group.startingAt(draft.group(BILLING).epoch() + 2));

        // Then
        assertThat(draft.batch().changed()).hasSize(1);
    }

    @Test
    void aGroupThatNobodyHasTouchedIsNotStored() {
        // Given
        Draft draft = new Draft(Map.of(), 3);

        // When
        draft.put(BILLING, draft.group(BILLING));

        // Then
        assertThat(draft.batch().isEmpty()).isTrue();
        assertThat(draft.has(BILLING)).isFalse();
    }

    @Test
    void whatIsTakenAwayIsNotCommittedAnyMore() {
        // Given
        GroupState before = new GroupState(Group.NEW, Map.of(PARTITION, SEVEN), Optional.empty());
        Draft draft = new Draft(Map.of(BILLING, before), 3);

        // When
        draft.move(BILLING, PARTITION, Optional.empty());

        // Then
        assertThat(draft.offset(BILLING, PARTITION)).isEmpty();
        assertThat(draft.offsets(BILLING)).isEmpty();
        assertThat(draft.result().get(BILLING).offsets()).isEmpty();
    }
}
