package io.millrace.coordinator.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.BrokerId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

    private static final Map<Integer, Long> LIVE = Map.of(1, 7L, 2, 8L);
    private static final BrokerId ONE = new BrokerId(1);
    private static final BrokerId TWO = new BrokerId(2);

    private final AtomicLong nanos = new AtomicLong();
    private final Heartbeats heartbeats = new Heartbeats(Duration.ofMillis(1_800), nanos::get);

    @Test
    void everybodyHasAWholeDeadlineInANewReign() {
        // When
        Heartbeats.Look early = lookAfter(1_800);
        Heartbeats.Look late = lookAfter(100);

        // Then
        assertThat(early.overdue()).isEmpty();
        assertThat(early.complete()).isFalse();
        assertThat(late.overdue()).containsExactlyInAnyOrder(1, 2);
        assertThat(late.complete()).isTrue();
    }

    @Test
    void whoIsHeardLives() {
        // When
        lookAfter(1_000);
        heartbeats.heard(ONE, 7, false);
        Heartbeats.Look look = lookAfter(1_000);

        // Then
        assertThat(look.overdue()).containsExactly(2);
        assertThat(look.complete()).isTrue();
        assertThat(heartbeats.isAlive(1, 7)).isTrue();
        assertThat(heartbeats.isAlive(2, 8)).isFalse();
    }

    @Test
    void anEarlierRegistrationsHeartbeatCountsForNothing() {
        // When
        lookAfter(1_000);
        heartbeats.heard(ONE, 6, false);

        // Then
        assertThat(heartbeats.isAlive(1, 7)).isFalse();
        assertThat(lookAfter(1_000).overdue()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void whoseProcessHasEndedIsOverdueAtOnce() {
        // When
        heartbeats.heard(TWO, 8, false);
        heartbeats.gone(TWO, 8);

        // Then
        assertThat(lookAfter(0).overdue()).containsExactly(2);
    }

    @Test
    void whoRegistersAnewWasHeardButDoesNotLive() {
        // When
        heartbeats.registers(ONE, 7);
        heartbeats.heard(TWO, 8, false);

        // Then
        assertThat(lookAfter(0).complete()).isTrue();
        assertThat(heartbeats.isAlive(1, 7)).isFalse();
    }

    @Test
    void whoeverElseRegistersDoesNotHideALivingProcess() {
        // When
        heartbeats.heard(ONE, 7, false);
        heartbeats.registers(ONE, 7);

        // Then
        assertThat(heartbeats.isAlive(1, 7)).isTrue();
    }

    @Test
    void aControllerThatStoodStillBlamesNobody() {
        // When
        heartbeats.heard(ONE, 7, false);
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());

        // Then
        assertThat(heartbeats.look(LIVE).overdue()).isEmpty();
    }

    @Test
    void knowsWhoWantsToLeave() {
        // When
        heartbeats.heard(ONE, 7, true);
        heartbeats.heard(TWO, 8, true);
        heartbeats.heard(TWO, 8, false);

        // Then
        assertThat(heartbeats.leaving(LIVE)).containsExactly(1);
    }

    /** Looks ten times a second, as the controller does. */
    private Heartbeats.Look lookAfter(int millis) {
        for (int passed = 0; passed < millis; passed += 100) {
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
            heartbeats.look(LIVE);
        }
        return heartbeats.look(LIVE);
    }
}
