package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_000);
    private static final long FIRST = Long.getLong("simulation.seed", 1);
    private static final int SEEDS_FOR_A_BUG = 3_000;

    @Test
    void everySeedKeepsTheInvariantsAndComesToRest() {
        // When
        List<Life.Summary> lives =
                LongStream.range(FIRST, FIRST + SEEDS)
                        .parallel()
                        .mapToObj(seed -> Life.live(seed, Bug.NONE))
                        .toList();

        // Then
        long acknowledged = lives.stream().mapToLong(Life.Summary::acknowledged).sum();
        long faults = lives.stream().mapToLong(Life.Summary::faults).sum();
        System.out.printf(
                "%,d seeds from %d: %,d faults, %,d records acknowledged, none lost%n",
                SEEDS, FIRST, faults, acknowledged);
        assertThat(acknowledged).isGreaterThan(20L * SEEDS);
    }

    /** Seeds that have failed once. */
    @ParameterizedTest
    @ValueSource(longs = {29, 63, 124, 1487})
    void neverAgain(long seed) {
        Life.live(seed, Bug.NONE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsThePlantedBug(Bug bug) {
        // When
        long found =
                LongStream.rangeClosed(1, SEEDS_FOR_A_BUG)
                        .parallel()
                        .filter(seed -> breaks(seed, bug))
                        .findFirst()
                        .orElse(-1);

        // Then
        System.out.printf("%s: found by seed %d%n", bug, found);
        assertThat(found).as("a seed that finds %s", bug).isPositive();
    }

    private static boolean breaks(long seed, Bug bug) {
        try {
            Life.live(seed, bug);
            return false;
        } catch (AssertionError found) {
            return true;
        }
    }

    @Test
    void theSameSeedGivesTheSameLife() {
        assertThat(Arrays.asList(Life.live(7, Bug.NONE), Life.live(8, Bug.NONE)))
                .isEqualTo(Arrays.asList(Life.live(7, Bug.NONE), Life.live(8, Bug.NONE)));
    }
}
