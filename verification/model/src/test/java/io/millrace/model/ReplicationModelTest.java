package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationModelTest {
    private static final Path MODEL = Path.of("src/test/tla/Replication.tla");
    private static final boolean ALL = Boolean.getBoolean("model.all");

    @TempDir Path directory;

    @ParameterizedTest(name = "{0}, bounds {1} {2} {3} {4} {5} {6}, {7}")
    @CsvSource({
        "Spec, 2, 2, 1, 0, 0, 3, short",
        "Spec, 2, 1, 1, 1, 0, 3, long",
        "Spec, 2, 1, 1, 1, 1, 3, long",
        "Spec, 2, 2, 1, 0, 0, 4, long",
        "Spec, 2, 2, 1, 1, 0, 3, long",
        "Spec, 2, 2, 1, 1, 1, 3, long",
        "Spec2, 2, 3, 1, 0, 0, 7, long",
    })
    void noStateBreaksAnInvariant(
            String behaviour,
            int minIsr,
            int leaderEpochs,
            int records,
            int crashes,
            int wipes,
            int versions,
            String profile)
            throws Exception {
        assumeInProfile(profile);
        Bounds bounds = new Bounds(minIsr, leaderEpochs, records, crashes, wipes, versions);

        // When
        Tlc.Result result = check(bounds, behaviour, Set.of());

        // Then
        assertThat(result.violated()).as(result.output()).isEmpty();
    }

    /** The long ones are found by the simulation, too. */
    @ParameterizedTest(name = "{0}, {8}")
    @CsvSource({
        "CountUnflushed, Spec, 2, 1, 1, 1, 0, 3, short",
        "NoMaximalIsr, Spec, 2, 2, 1, 0, 0, 4, short",
        "NoWithdraw, Spec, 2, 2, 1, 0, 0, 4, long",
        "NoLeso, Spec, 2, 2, 1, 0, 0, 5, long",
        "NoBrokerEpoch, Spec, 2, 1, 1, 1, 1, 4, long",
        "NoEpochFence, Spec2, 2, 3, 1, 0, 0, 7, short",
        "NoRecoveryFsync, Spec, 2, 1, 1, 2, 0, 3, short",
        "NoMinIsrRule, Spec, 2, 1, 1, 1, 1, 4, short",
        "NoWipeRemoval, Spec, 2, 1, 1, 1, 1, 3, short",
    })
    void findsTheMistake(
            String mistake,
            String behaviour,
            int minIsr,
            int leaderEpochs,
            int records,
            int crashes,
            int wipes,
            int versions,
            String profile)
            throws Exception {
        assumeInProfile(profile);
        Bounds bounds = new Bounds(minIsr, leaderEpochs, records, crashes, wipes, versions);

        // When
        Tlc.Result result = check(bounds, behaviour, Set.of(mistake));

        // Then
        assertThat(result.violated()).as(result.output()).isPresent();
    }

    private static void assumeInProfile(String profile) {
        assumeTrue(ALL || profile.equals("short"), "-Dmodel.all=true checks the large ones");
    }

    private Tlc.Result check(Bounds bounds, String behaviour, Set<String> mistakes)
            throws IOException, InterruptedException {
        Tlc.Result result = Tlc.check(MODEL, bounds.config(behaviour, mistakes), directory);
        System.out.printf(
                "%s %s %s: %s, %,d distinct states%n",
                behaviour,
                bounds,
                mistakes,
                result.violated().map(i -> i + " is violated").orElse("no error"),
                result.distinctStates());
        return result;
    }
}
