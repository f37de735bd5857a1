package io.millrace.admin.group;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time as the test wants it. Owned by the test. */
final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-05-04T10:00:00Z");

    /** What passes with each look at the clock. */
    Duration step = Duration.ZERO;

    void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        now = now.plus(step);
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
