package io.millrace.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.SegmentInfo;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CleanableRangeTest {
    private static final long NOW = 1_000_000;
    private static final List<SegmentInfo> SEGMENTS =
            List.of(
                    segment(0, 600, 100, true, true),
                    segment(10, 300, 200, true, false),
                    segment(20, 300, 300, true, false),
                    segment(30, 50, 400, false, false));

    @Test
    void endsAtTheSegmentThatIsBeingWritten() {
        // When
        var range = CleanableRange.of(SEGMENTS, policy(0, 0), 35, NOW);

        // Then
        assertThat(range).hasValue(new CleanableRange(0, 10, 30, 0.5));
    }

    @Test
    void endsAtTheHighWatermark() {
        // When
        var range = CleanableRange.of(SEGMENTS, policy(0, 0), 29, NOW);

        // Then
        assertThat(range).hasValue(new CleanableRange(0, 10, 20, 1 / 3.0));
    }

    @Test
    void waitsForTheDirtyRatio() {
        // When
        var below = CleanableRange.of(SEGMENTS, policy(0.51, 0), 35, NOW);
        var reached = CleanableRange.of(SEGMENTS, policy(0.5, 0), 35, NOW);

        // Then
        assertThat(below).isEmpty();
        assertThat(reached).isPresent();
    }

    @Test
    void leavesYoungSegmentsAlone() {
        // When
        var range = CleanableRange.of(SEGMENTS, policy(0, NOW - 200), 35, NOW);

        // Then
        assertThat(range.orElseThrow().endOffset()).isEqualTo(20);
    }

    @Test
    void takesALostAppendTimeForThatOfTheNextSegment() {
        // Given
        var lost = new SegmentInfo(10, 20, 300, -1, OptionalLong.empty(), true, false);
        List<SegmentInfo> segments =
                List.of(SEGMENTS.get(0), lost, SEGMENTS.get(2), SEGMENTS.get(3));

        // When
        var young = CleanableRange.of(segments, policy(0, NOW - 299), 35, NOW);
        var old = CleanableRange.of(segments, policy(0, NOW - 300), 35, NOW);

        // Then
        assertThat(young).isEmpty();
        assertThat(old.orElseThrow().endOffset()).isEqualTo(30);
    }

    private static CompactionPolicy policy(double ratio, long lagMs) {
        return new CompactionPolicy(ratio, lagMs, 1, 1);
    }

    private static SegmentInfo segment(
            long base, long bytes, long appended, boolean closed, boolean cleaned) {
        return new SegmentInfo(
                base, base + 10, bytes, -1, OptionalLong.of(appended), closed, cleaned);
    }
}
