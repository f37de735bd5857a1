package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyThrottleTest {
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private CopyThrottle throttle;

    @BeforeEach
    void create() {
        throttle = new CopyThrottle(clock::get);
    }

    @Test
    void givesEverythingAtOnceWithoutALimit() {
        throttle.given(1 << 30);
        assertThat(throttle.waitMs()).isZero();
        assertThat(throttle.most(1 << 20)).isEqualTo(1 << 20);
    }

    @Test
    void givesNoMoreInATimeThanTheLimit() {
        // Given
        throttle.limit(1_000);
        long given = 0;

        // When
        for (int n = 0; n < 10_000; n++) {
            clock.addAndGet(1);
            while (throttle.waitMs() == 0) {
                int most = throttle.most(1 << 20);
                throttle.given(most);
                given += most;
            }
        }

        // Then
        assertThat(given).isBetween(9_000L, 10_010L);
    }

    @Test
    void aLargeBatchIsPaidOffAfterwards() {
        // Given
        throttle.limit(1_000);
        clock.addAndGet(1_000);
        assertThat(throttle.waitMs()).isZero();

        // When
        throttle.given(4_000);

        // Then: never longer than a second at a time, since the limit may change
        assertThat(throttle.waitMs()).isEqualTo(1_000);
        clock.addAndGet(2_900);
        assertThat(throttle.waitMs()).isBetween(90L, 110L);
        clock.addAndGet(110);
        assertThat(throttle.waitMs()).isZero();
    }

    @Test
    void aRestDoesNotSaveUpMoreThanASecond() {
        throttle.limit(1_000);
        clock.addAndGet(60_000);
        assertThat(throttle.waitMs()).isZero();
        assertThat(throttle.most(1 << 20)).isEqualTo(1_000);
    }
}
