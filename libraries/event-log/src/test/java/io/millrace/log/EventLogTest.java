package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.log.disk.RealDisk;
import io.millrace.log.testing.Batches;
import io.millrace.protocol.batch.EpochStart;
import io.millrace.protocol.batch.InvalidBatchException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    @TempDir Path path;

    LogDirectory directory;
    EventLog log;

    @BeforeEach
    void open() {
        open(LogConfig.defaults().withSegmentBytes(4096).withIndexIntervalBytes(512));
    }

    private void open(LogConfig config) {
        directory = LogDirectory.open(new RealDisk(), path, DirectoryConfig.defaults());
        log = EventLog.open(directory, "log-0", config);
    }

    @AfterEach
    void close() {
        log.close();
        directory.close();
    }

    private void crash() {
        directory.close();
        open();
    }

    private void append(int batches) {
        for (int i = 0; i < batches; i++) {
            log.append(Batches.of(3, 100, log.logEndOffset()), 1, 1_000 * (1 + log.logEndOffset()));
        }
    }

    @Test
    void readsBackWhatWasAppended() {
        // Given
        ByteBuffer batch = Batches.of(3, 100, 7);

        // When
        AppendedRange range = log.append(batch.duplicate(), 5, 1_000);

        // Then
        assertThat(range).isEqualTo(new AppendedRange(0, 2, 1_000));
        LogSlice slice = log.read(1, 3, 1 << 20);
        assertThat(slice.firstOffset()).isZero();
        assertThat(slice.nextOffset()).isEqualTo(3);
        assertThat(slice.read()).isEqualTo(batch.position(0));
        assertThat(log.lastEpoch()).hasValue(5);
    }

    @Test
    void countsAsDurableOnlyWhatWasFlushed() {
        // Given
        append(2);
        assertThat(log.durableEndOffset()).isZero();

        // When
        long durable = log.flush();

        // Then
        assertThat(durable).isEqualTo(6);
        assertThat(log.durableEndOffset()).isEqualTo(6);
    }

    @Test
    void readsEveryOffsetAcrossSegments() {
        // Given
        append(100);
        log.flush();
        assertThat(log.segments()).hasSizeGreaterThan(5);

        for (long offset = 0; offset < 300; offset++) {
            // When
            LogSlice slice = log.read(offset, 300, 1000);

            // Then
            assertThat(slice.firstOffset()).isEqualTo(offset - offset % 3);
            assertThat(slice.nextOffset()).isGreaterThan(offset);
            assertThat(Batches.offsets(slice.read())).startsWith(slice.firstOffset());
        }
        assertThat(log.read(300, 400, 1000).isEmpty()).isTrue();
        assertThatThrownBy(() -> log.read(301, 400, 1000))
                .isInstanceOf(OffsetOutOfRangeException.class);
    }

    @Test
    void neverHandsOutABatchThatReachesBeyondTheLimit() {
        // Given
        append(100);
        log.flush();

        for (long limit = 0; limit <= 300; limit++) {
            // When
            long next = 0;
            while (next < limit) {
                LogSlice slice = log.read(next, limit, 700);
                if (slice.isEmpty()) {
                    break;
                }
                next = slice.nextOffset();
            }

            // Then
            assertThat(next).isEqualTo(limit - limit % 3);
        }
    }

    @Test
    void findsTheFirstRecordBehindNotesOfItsOwn() {
        // Given
        ByteBuffer note = new EpochStart(1, 1, false).encode(0);
        log.append(note.duplicate(), 1, 1_000);
        append(100);
        log.append(note.duplicate(), 2, 400_000);

        // When // Then
        assertThat(log.firstRecord(0, 302)).hasValue(1);
        assertThat(log.firstRecord(0, 1)).isEmpty();
        assertThat(log.firstRecord(150, 302)).hasValue(150);
        assertThat(log.firstRecord(300, 302)).hasValue(300);
        assertThat(log.firstRecord(301, 302)).isEmpty();
        assertThat(log.firstRecord(302, 302)).isEmpty();
    }

    @Test
    void isAsBeforeAfterReopening() {
        // Given
        append(100);
        log.flush();
        var segments = log.segments();

        // When
        crash();

        // Then
        assertThat(log.health()).isEqualTo(LogHealth.GOOD);
        assertThat(log.logEndOffset()).isEqualTo(300);
        assertThat(log.durableEndOffset()).isEqualTo(300);
        assertThat(log.segments()).isEqualTo(segments);
        assertThat(log.appendTimeOf(150)).hasValue(log.appendTimeOf(150).orElseThrow());
    }

    @Test
    void truncatesToABatchBoundaryAndGoesOn() {
        // Given
        append(100);
        log.flush();
        LogSlice kept = log.read(0, 300, 1000);
        LogSlice lost = log.read(151, 300, 100);

        // When
        log.truncateTo(151);

        // Then
        assertThat(log.logEndOffset()).isEqualTo(150);
        assertThat(log.durableEndOffset()).isEqualTo(150);
        assertThat(Batches.offsets(kept.read())).startsWith(0L);
        assertThatThrownBy(lost::read).isInstanceOf(SliceGoneException.class);

        append(10);
        log.flush();
        crash();
        assertThat(log.health().isOk()).isTrue();
        assertThat(log.logEndOffset()).isEqualTo(180);
        assertThat(Batches.readAll(log)).hasSize(60);
    }

    @Test
    void deletesWholeSegmentsBelowTheNewStart() {
        // Given
        append(100);
        log.flush();
        int before = log.segments().size();

        // When
        log.deleteBefore(200);

        // Then
        assertThat(log.segments()).hasSizeLessThan(before);
        assertThat(log.logStartOffset()).isEqualTo(200);
        assertThatThrownBy(() -> log.read(199, 300, 10))
                .isInstanceOf(OffsetOutOfRangeException.class);
        crash();
        assertThat(log.health().isOk()).isTrue();
        assertThat(log.logStartOffset()).isEqualTo(200);
        assertThat(log.read(200, 300, 10).firstOffset()).isEqualTo(198);
    }

    @Test
    void findsTheFirstRecordOfATime() {
        // Given
        append(100);
        log.flush();

        // When
        var found = log.offsetForTimestamp(200);

        // Then
        assertThat(found).contains(new TimestampedOffset(200, 200));
        assertThat(log.offsetForTimestamp(-5)).contains(new TimestampedOffset(0, 0));
        assertThat(log.offsetForTimestamp(1_000)).isEmpty();
    }

    @Test
    void endsEpochsWhereTheNextOneStarts() {
        // Given
        log.append(Batches.of(3, 100, 0), 1, 1_000);
        log.append(Batches.of(3, 100, 0), 4, 1_000);

        // When
        EpochEnd end = log.endOffsetForEpoch(3);

        // Then
        assertThat(end).isEqualTo(new EpochEnd(1, 3));
        assertThat(log.endOffsetForEpoch(4)).isEqualTo(new EpochEnd(4, 6));
        assertThat(log.endOffsetForEpoch(0)).isEqualTo(new EpochEnd(-1, -1));
    }

    @Test
    void appendTimeNeverGoesBack() {
        // Given
        log.append(Batches.of(3, 100, 0), 1, 9_000);

        // When
        AppendedRange range = log.append(Batches.of(3, 100, 0), 1, 5_000);

        // Then
        assertThat(range.appendTimeMs()).isEqualTo(9_000);
    }

    @Test
    void startsASegmentWhenTheLastOneIsOldEnough() {
        // Given
        log.append(Batches.of(3, 100, 0), 1, 10_000);
        log.flush();

        // When
        log.rollIfOlder(5_000, 14_999);
        int before = log.segments().size();
        log.rollIfOlder(5_000, 15_000);

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(log.segments()).hasSize(2);
        log.flush();
        assertThat(log.segments().getFirst().closed()).isTrue();
        log.rollIfOlder(5_000, 99_000);
        assertThat(log.segments()).hasSize(2);
    }

    @Test
    void closesASegmentByTimeOnAppend() {
        // Given
        log.configure(LogConfig.defaults().withSegmentMs(1_000));
        log.append(Batches.of(1, 100, 0), 1, 10_000);

        // When
        log.append(Batches.of(1, 100, 0), 1, 11_000);

        // Then
        assertThat(log.segments()).extracting(SegmentInfo::baseOffset).containsExactly(0L, 1L);
    }

    @Test
    void appendsSeveralBatchesAtOnce() {
        // Given
        ByteBuffer one = Batches.of(2, 50, 0);
        ByteBuffer two = Batches.of(3, 50, 0);
        ByteBuffer both = ByteBuffer.allocateDirect(one.remaining() + two.remaining());
        both.put(one).put(two).flip();

        // When
        AppendedRange range = log.append(both, 1, 1_000);

        // Then
        assertThat(range.lastOffset()).isEqualTo(4);
        assertThat(Batches.offsets(log.read(0, 5, 10_000).read()))
                .containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(log.read(0, 5, 1).nextOffset()).isEqualTo(2);
    }

    @Test
    void refusesBytesThatAreNoBatchAndStaysAsItWas() {
        // Given
        ByteBuffer torn = Batches.of(2, 50, 0);
        torn.limit(torn.limit() - 1);

        // When
        assertThatThrownBy(() -> log.append(torn, 1, 1_000))
                .isInstanceOf(InvalidBatchException.class);

        // Then
        assertThat(log.logEndOffset()).isZero();
        append(1);
        assertThat(log.flush()).isEqualTo(3);
    }
}
