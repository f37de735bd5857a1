package io.millrace.simulation.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.group.Mistake;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupSimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_000);
    private static final long FIRST = Long.getLong("simulation.seed", 1);
    private static final int SEEDS_FOR_A_MISTAKE = 3_000;

    @Test
    void everySeedKeepsTheInvariantsAndComesToRest() {
        // When
        List<Life.Summary> lives =
                LongStream.range(FIRST, FIRST + SEEDS)
                        .parallel()
                        .mapToObj(seed -> Life.live(seed, Mistake.NONE))
                        .toList();

        // Then
        long accepted = lives.stream().mapToLong(Life.Summary::accepted).sum();
        System.out.printf(
                "Groups: %,d seeds from %d: %,d faults, %,d steps, %,d commits accepted, %,d"
                        + " refused, %,d rewinds%n",
                SEEDS,
                FIRST,
                lives.stream().mapToLong(Life.Summary::faults).sum(),
                lives.stream().mapToLong(Life.Summary::steps).sum(),
                accepted,
                lives.stream().mapToLong(Life.Summary::refused).sum(),
                lives.stream().mapToLong(Life.Summary::rewinds).sum());
        assertThat(accepted).isGreaterThan(100L * SEEDS);
    }

    /** Seeds that have failed once. */
    @ParameterizedTest
    @ValueSource(longs = {1373})
    void neverAgain(long seed) {
        var _ = Life.live(seed, Mistake.NONE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsThePlantedMistake(Mistake mistake) {
        // When
        long found =
                LongStream.rangeClosed(1, SEEDS_FOR_A_MISTAKE)
                        .parallel()
                        .filter(seed -> breaks(seed, mistake))
                        .findFirst()
                        .orElse(-1);

        // Then
        System.out.printf("%s: found by seed %d%n", mistake, found);
        assertThat(found).as("a seed that finds %s", mistake).isPositive();
    }

    private static boolean breaks(long seed, Mistake mistake) {
        try {
            Life.live(seed, mistake);
            return false;
        } catch (AssertionError found) {
            return true;
        }
    }

    @Test
    void theSameSeedGivesTheSameLife() {
        assertThat(Life.live(7, Mistake.NONE)).isEqualTo(Life.live(7, Mistake.NONE));
    }
}
