package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.history.History;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckerTest {
    private static final int SEEDS = 40;

    @Property(tries = 300)
    void findsNothingInACorrectLog(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int partitions,
            @ForAll @IntRange(min = 0, max = 1_500) int steps) {
        // When
        Report report = Checker.check(History.of(SimulatedRun.ops(seed, partitions, steps)));

        // Then
        assertThat(report.isClean()).as("seed %d: %s", seed, report).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    void findsEachBugThatIsPlanted(Bug bug) {
        int planted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            // Given
            EditedHistory history =
                    new EditedHistory(SimulatedRun.ops(seed, 2, 1_000), new Random(seed));
            if (!bug.into(history)) {
                continue;
            }
            planted++;

            // When
            Report report = history.check();

            // Then
            assertThat(report.anomalies())
                    .as("seed %d: %s", seed, report)
                    .containsKey(bug.anomaly());
        }
        assertThat(planted).isGreaterThan(SEEDS / 4);
    }
}
