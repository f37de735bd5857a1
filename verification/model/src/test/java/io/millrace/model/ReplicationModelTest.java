package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationModelTest {
    private static final Model MODEL =
            new Model(
                    "Replication",
                    List.of(
                            "CountUnflushed",
                            "NoMaximalIsr",
                            "NoWithdraw",
                            "NoLeso",
                            "NoBrokerEpoch",
                            "NoEpochFence",
                            "NoRecoveryFsync",
                            "NoMinIsrRule",
                            "NoWipeRemoval"));

    @TempDir Path directory;

    @ParameterizedTest(name = "{0}, bounds {1}, {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Spec | 2, 2, 1, 0, 0, 3 | short",
                "Spec | 2, 1, 1, 1, 0, 3 | long",
                "Spec | 2, 1, 1, 1, 1, 3 | long",
                "Spec | 2, 2, 1, 0, 0, 4 | long",
                "Spec | 2, 2, 1, 1, 0, 3 | long",
                "Spec | 2, 2, 1, 1, 1, 3 | long",
                "Spec2 | 2, 3, 1, 0, 0, 7 | long",
            })
    void noStateBreaksAnInvariant(String behaviour, ReplicationBounds bounds, String profile)
            throws Exception {
        Model.assumeInProfile(profile);

        // When
        Tlc.Result result = check(behaviour, bounds, Set.of());

        // Then
        assertThat(result.violated()).as(result.output()).isEmpty();
    }

    /** The long ones are found by the simulation, too. */
    @ParameterizedTest(name = "{0}, {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "CountUnflushed | Spec | 2, 1, 1, 1, 0, 3 | short",
                "NoMaximalIsr | Spec | 2, 2, 1, 0, 0, 4 | short",
                "NoWithdraw | Spec | 2, 2, 1, 0, 0, 4 | long",
                "NoLeso | Spec | 2, 2, 1, 0, 0, 5 | long",
                "NoBrokerEpoch | Spec | 2, 1, 1, 1, 1, 4 | long",
                "NoEpochFence | Spec2 | 2, 3, 1, 0, 0, 7 | short",
                "NoRecoveryFsync | Spec | 2, 1, 1, 2, 0, 3 | short",
                "NoMinIsrRule | Spec | 2, 1, 1, 1, 1, 4 | short",
                "NoWipeRemoval | Spec | 2, 1, 1, 1, 1, 3 | short",
            })
    void findsTheMistake(String mistake, String behaviour, ReplicationBounds bounds, String profile)
            throws Exception {
        Model.assumeInProfile(profile);

        // When
        Tlc.Result result = check(behaviour, bounds, Set.of(mistake));

        // Then
        assertThat(result.violated()).as(result.output()).isPresent();
    }

    private Tlc.Result check(String behaviour, ReplicationBounds bounds, Set<String> mistakes)
            throws Exception {
        return MODEL.check(behaviour + " " + bounds, bounds.config(behaviour), mistakes, directory);
    }
}
