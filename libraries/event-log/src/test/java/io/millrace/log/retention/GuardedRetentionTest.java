package io.millrace.log.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.SegmentInfo;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GuardedRetentionTest {
    private static final long NEVER_READ = 0;
    private static final long ALL_READ = Long.MAX_VALUE;
    private static final List<SegmentInfo> SEGMENTS =
            List.of(
                    segment(0, 1_000, true),
                    segment(10, 2_000, true),
                    segment(20, 3_000, true),
                    segment(30, 4_000, false));

    private static final GuardedRetention BY_TIME =
            new GuardedRetention(new Retention(1_000, Retention.UNLIMITED), 500);
    private static final GuardedRetention BY_SIZE =
            new GuardedRetention(new Retention(Retention.UNLIMITED, 150), 500);

    @Test
    void deletesWhatIsDueAndRead() {
        assertThat(newLogStart(BY_TIME, 3_100, ALL_READ)).isEqualTo(20);
    }

    @Test
    void keepsTheSegmentOfTheFirstUnreadRecordAndAllAfterIt() {
        assertThat(newLogStart(BY_TIME, 3_100, 15)).isEqualTo(10);
        assertThat(newLogStart(BY_TIME, 3_100, 19)).isEqualTo(10);
        assertThat(newLogStart(BY_TIME, 3_100, 20)).isEqualTo(20);
    }

    @Test
    void deletesWhatNobodyHasReadWhenTheGuardHasPassed() {
        assertThat(newLogStart(BY_TIME, 2_500, NEVER_READ)).isZero();
        assertThat(newLogStart(BY_TIME, 2_501, NEVER_READ)).isEqualTo(10);
    }

    @Test
    void waitsForNobodyWithoutAGuard() {
        // Given
        GuardedRetention unguarded = new GuardedRetention(BY_TIME.retention(), 0);

        // When
        long start = newLogStart(unguarded, 3_100, NEVER_READ);

        // Then
        assertThat(start).isEqualTo(20);
    }

    @Test
    void deletesNothingThatRetentionKeeps() {
        assertThat(newLogStart(BY_TIME, 1_500, ALL_READ)).isZero();
    }

    @Test
    void keepsUpToTwiceTheSizeForReaders() {
        assertThat(newLogStart(BY_SIZE, 5_000, ALL_READ)).as("of 150 bytes").isEqualTo(20);
        assertThat(newLogStart(BY_SIZE, 5_000, NEVER_READ)).as("of 300 bytes").isEqualTo(10);
    }

    @Test
    void tellsWhatWillSoonBeDue() {
        assertThat(expiry(BY_TIME, 1_900)).isEqualTo(new Expiry(0, 0, 0));
        assertThat(expiry(BY_TIME, 1_901)).isEqualTo(new Expiry(10, 0, 0));
    }

    @Test
    void keepsForEverWhatRetentionKeepsForEver() {
        // Given
        GuardedRetention endless =
                new GuardedRetention(
                        new Retention(Retention.UNLIMITED, Retention.UNLIMITED), Long.MAX_VALUE);

        // When
        Expiry expiry = expiry(endless, Long.MAX_VALUE);

        // Then
        assertThat(expiry).isEqualTo(new Expiry(0, 0, 0));
    }

    @Test
    void takesTheLargestValues() {
        // Given
        GuardedRetention largest =
                new GuardedRetention(new Retention(Long.MAX_VALUE, Long.MAX_VALUE), Long.MAX_VALUE);

        // When
        Expiry expiry = expiry(largest, 5_000);

        // Then
        assertThat(expiry).isEqualTo(new Expiry(0, 0, 0));
    }

    private static long newLogStart(GuardedRetention retention, long now, long unread) {
        return expiry(retention, now).newLogStart(SEGMENTS, unread);
    }

    private static Expiry expiry(GuardedRetention retention, long now) {
        return retention.expiry(SEGMENTS, 0, 40, OptionalLong.of(now));
    }

    private static SegmentInfo segment(long base, long appended, boolean closed) {
        return new SegmentInfo(base, base + 10, 100, -1, OptionalLong.of(appended), closed, false);
    }
}
