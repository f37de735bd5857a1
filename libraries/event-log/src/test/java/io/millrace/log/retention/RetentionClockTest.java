package io.millrace.log.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionClockTest {
    private static final long MINUTE = 60_000;

    private long wall = 1_000_000_000_000L;
    private long nanos = -5;
    private final RetentionClock clock =
            new RetentionClock(() -> wall, () -> nanos, Duration.ofHours(1));

    @Test
    void tellsTheWallClockWhileBothRunAlike() {
        // Given
        pass(600 * MINUTE);
        wall += 5 * MINUTE;

        // When
        var now = clock.nowMs();

        // Then
        assertThat(now).hasValue(wall);
    }

    @Test
    void tellsNothingAfterAJumpAheadUntilTheClockHasRunEvenly() {
        // Given
        wall += 5 * MINUTE + 1;

        // When
        var atOnce = clock.nowMs();
        pass(59 * MINUTE);
        var early = clock.nowMs();
        pass(MINUTE);
        var settled = clock.nowMs();

        // Then
        assertThat(atOnce).isEmpty();
        assertThat(early).isEmpty();
        assertThat(settled).hasValue(wall);
    }

    @Test
    void tellsNothingAfterAJumpBackEither() {
        // Given
        wall -= 6 * MINUTE;

        // When
        var now = clock.nowMs();

        // Then
        assertThat(now).isEmpty();
    }

    @Test
    void waitsAnewWhenTheClockJumpsAgain() {
        // Given
        wall += 600 * MINUTE;
        clock.nowMs();
        pass(59 * MINUTE);
        wall -= 600 * MINUTE;
        clock.nowMs();
        pass(59 * MINUTE);

        // When
        var now = clock.nowMs();

        // Then
        assertThat(now).isEmpty();
    }

    @Test
    void addsUpSmallStepsThatComeToALargeOne() {
        // Given
        pass(MINUTE);
        wall += 3 * MINUTE;
        clock.nowMs();
        wall += 3 * MINUTE;

        // When
        var now = clock.nowMs();

        // Then
        assertThat(now).isEmpty();
    }

    private void pass(long ms) {
        wall += ms;
        nanos += ms * 1_000_000;
    }
}
