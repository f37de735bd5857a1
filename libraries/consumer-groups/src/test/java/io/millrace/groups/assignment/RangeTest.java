package io.millrace.groups.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RangeTest {
    private final Shared group = new Shared();

    @Test
    void neighboursStayTogetherAndTheFirstRangesAreLonger() {
        // When
        group.topic("a", 8).consumer("x", "a").consumer("y", "a").consumer("z", "a");
        group.assign(Assignor.RANGE);

        // Then
        assertThat(group.of("x", "a")).containsExactly(0, 1, 2);
        assertThat(group.of("y", "a")).containsExactly(3, 4, 5);
        assertThat(group.of("z", "a")).containsExactly(6, 7);
    }

    @Test
    void topicsOfOneSizeAreSharedOutAlike() {
        // When
        group.topic("orders", 6).topic("payments", 6).topic("audit", 4);
        group.consumer("x", "orders", "payments", "audit").consumer("y", "orders", "payments");
        group.assign(Assignor.RANGE);

        // Then
        assertThat(group.of("x", "orders")).isEqualTo(group.of("x", "payments"));
        assertThat(group.of("y", "orders")).isEqualTo(group.of("y", "payments"));
        assertThat(group.of("x", "audit")).hasSize(4);
    }

    @Test
    void whoIsNewComesLast() {
        // Given
        group.topic("a", 6).consumer("n", "a").consumer("o", "a").assign(Assignor.RANGE);

        // When
        group.consumer("a-newcomer", "a").assign(Assignor.RANGE);

        // Then
        assertThat(group.of("n", "a")).containsExactly(0, 1);
        assertThat(group.of("o", "a")).containsExactly(2, 3);
        assertThat(group.of("a-newcomer", "a")).containsExactly(4, 5);
    }

    @Test
    void newcomersTakeTheRangeThatIsNearest() {
        // When
        group.topic("a", List.of(Set.of("r1"), Set.of("r1"), Set.of("r0"), Set.of("r0")))
                .consumer("x", Optional.of("r0"), "a")
                .consumer("y", Optional.of("r1"), "a")
                .assign(Assignor.RANGE);

        // Then
        assertThat(group.of("x", "a")).containsExactly(2, 3);
        assertThat(group.of("y", "a")).containsExactly(0, 1);
    }

    @Test
    void moreMembersThanPartitionsLeavesSomeWithout() {
        // When
        group.topic("a", 1).consumer("x", "a").consumer("y", "a").assign(Assignor.RANGE);

        // Then
        assertThat(group.load("x") + group.load("y")).isEqualTo(1);
    }
}
