package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.fault.nemesis.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakOptionsTest {
    @Test
    void takesThoseFaultsOnlyThatAreWanted() {
        // When
        SoakOptions options =
                SoakOptions.of(
                        "--minutes 3 --only power,pause --seed 7 --json soak.json".split(" ", -1));

        // Then
        assertThat(options.profile().kinds())
                .containsExactlyInAnyOrder(
                        FaultKind.CUT_POWER_OF_BROKER,
                        FaultKind.CUT_POWER_OF_ALL,
                        FaultKind.PAUSE_BROKER,
                        FaultKind.PAUSE_COORDINATOR);
        assertThat(options.time()).isEqualTo(Duration.ofMinutes(3));
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.json()).contains(Path.of("soak.json"));
    }

    @Test
    void takesAllFaultsUnlessItIsTold() {
        assertThat(SoakOptions.of("--minutes", "1").profile().kinds())
                .containsExactlyInAnyOrder(FaultKind.values());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--minutes", "--minutes 0", "--minutes 1 --only floods", "--hours 1"})
    void tellsHowToCallIt(String line) {
        assertThatThrownBy(() -> SoakOptions.of(line.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("usage: ./dev soak");
    }
}
