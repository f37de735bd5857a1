package io.millrace.log.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.SegmentInfo;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final List<SegmentInfo> SEGMENTS =
            List.of(
                    segment(0, OptionalLong.of(1_000), true),
                    segment(10, OptionalLong.of(2_000), true),
                    segment(20, OptionalLong.of(3_000), true),
                    segment(30, OptionalLong.of(4_000), false));

    @Test
    void deletesSegmentsWhoseLastAppendIsTooOld() {
        // When
        long atTheLimit = byTime(500, SEGMENTS, 40, OptionalLong.of(2_500));
        long beyond = byTime(500, SEGMENTS, 40, OptionalLong.of(2_501));

        // Then
        assertThat(atTheLimit).isEqualTo(10);
        assertThat(beyond).isEqualTo(20);
    }

    @Test
    void keepsTheSegmentThatIsBeingWrittenHoweverOld() {
        // When
        long start = byTime(500, SEGMENTS, 40, OptionalLong.of(100_000));

        // Then
        assertThat(start).isEqualTo(30);
    }

    @Test
    void keepsWhatIsNotCommitted() {
        // When
        long start = byTime(500, SEGMENTS, 19, OptionalLong.of(100_000));

        // Then
        assertThat(start).isEqualTo(10);
    }

    @Test
    void deletesNothingByTimeWithoutATrustedClock() {
        // When
        long start = byTime(500, SEGMENTS, 40, OptionalLong.empty());

        // Then
        assertThat(start).isZero();
    }

    @Test
    void deletesBySizeWithoutAClockAndLeavesAtLeastTheSize() {
        // When
        long start =
                new Retention(Retention.UNLIMITED, 250)
                        .newLogStart(SEGMENTS, 0, 40, OptionalLong.empty());

        // Then
        assertThat(start).isEqualTo(10);
    }

    @Test
    void keepsEverythingWithoutLimits() {
        // When
        long start =
                new Retention(Retention.UNLIMITED, Retention.UNLIMITED)
                        .newLogStart(SEGMENTS, 7, 40, OptionalLong.of(Long.MAX_VALUE));

        // Then
        assertThat(start).isEqualTo(7);
    }

    @Test
    void keepsASegmentOfUnknownAgeUntilALaterOneGoes() {
        // Given
        List<SegmentInfo> segments =
                List.of(
                        segment(0, OptionalLong.of(1_000), true),
                        segment(10, OptionalLong.empty(), true),
                        segment(20, OptionalLong.of(3_000), true),
                        segment(30, OptionalLong.of(4_000), false));

        // When
        long before = byTime(500, segments, 40, OptionalLong.of(3_500));
        long after = byTime(500, segments, 40, OptionalLong.of(3_501));

        // Then
        assertThat(before).isEqualTo(10);
        assertThat(after).isEqualTo(30);
    }

    private static long byTime(
            long retentionMs, List<SegmentInfo> segments, long highWatermark, OptionalLong now) {
        return new Retention(retentionMs, Retention.UNLIMITED)
                .newLogStart(segments, 0, highWatermark, now);
    }

    private static SegmentInfo segment(long base, OptionalLong appended, boolean closed) {
        return new SegmentInfo(base, base + 10, 100, -1, appended, closed, false);
    }
}
