package io.millrace.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.log.CorruptRecordException;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.EventLog;
import io.millrace.log.LogConfig;
import io.millrace.log.LogDirectory;
import io.millrace.log.LogSlice;
import io.millrace.log.SegmentInfo;
import io.millrace.log.SliceGoneException;
import io.millrace.log.compaction.Batches.Row;
import io.millrace.log.disk.RealDisk;
import io.millrace.log.producer.MarkCheck;
import io.millrace.log.producer.Sequencing;
import io.millrace.log.retention.Retention;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.EpochStart;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCleanerTest {
    private static final LogConfig CONFIG =
            LogConfig.defaults().withSegmentBytes(4096).withIndexIntervalBytes(512);
    private static final CompactionPolicy POLICY = new CompactionPolicy(0.5, 0, 1_000, 4096);
    private static final long NOW = 10_000_000;

    @TempDir Path path;

    private LogDirectory directory;
    private EventLog log;
    private final LogCleaner cleaner = new LogCleaner(CleanerLimits.DEFAULTS);

    @BeforeEach
    void open() {
        directory = LogDirectory.open(new RealDisk(), path, DirectoryConfig.defaults());
        log = EventLog.open(directory, "log-0", CONFIG);
    }

    @AfterEach
    void close() {
        log.close();
        directory.close();
    }

    @Test
    void keepsTheLatestRecordOfEachKeyAndMergesSegments() {
        // Given
        fill(200, 7);
        Map<String, Row> latest = latest();
        long logEnd = log.logEndOffset();
        int segments = log.segments().size();

        // When
        CleanResult result = clean(cleaner).orElseThrow();

        // Then
        assertThat(latest()).isEqualTo(latest);
        assertThat(result.bytesAfter()).isLessThan(result.bytesBefore() / 4);
        assertThat(log.segments()).hasSizeLessThan(segments);
        assertThat(log.segments().getFirst().cleaned()).isTrue();
        assertThat(log.segments().getFirst().baseOffset()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(logEnd);
        assertThat(clean(cleaner)).as("again").isEmpty();
    }

    @Test
    void opensAgainWithHolesEpochsAndAppendTimes() {
        // Given
        log.append(new EpochStart(1, 1, false).encode(0), 1, 500);
        fill(100, 7);
        log.append(new EpochStart(2, 1, false).encode(0), 2, log.logEndOffset() * 1_000);
        fill(100, 7);
        mustClean(NOW);
        Map<String, Row> latest = latest();
        long survivor = rows().getFirst().offset();
        OptionalLong appendTime = log.appendTimeOf(survivor);

        // When
        reopen();

        // Then
        assertThat(log.health().isOk()).isTrue();
        assertThat(latest()).isEqualTo(latest);
        assertThat(log.appendTimeOf(survivor)).isEqualTo(appendTime).isPresent();
        assertThat(log.endOffsetForEpoch(1).endOffset()).isEqualTo(201);
        append("k0=after");
        assertThat(latest().get("k0").value()).isEqualTo("after");
    }

    @Test
    void leavesWhatIsAboveTheHighWatermark() {
        // Given
        fill(200, 7);
        long highWatermark = log.segments().get(2).endOffset() - 1;

        // When
        var result = cleaner.clean(log, POLICY, Runnable::run, highWatermark, NOW);

        // Then
        long cleanedEnd =
                log.segments().stream()
                        .filter(SegmentInfo::cleaned)
                        .mapToLong(SegmentInfo::endOffset)
                        .max()
                        .orElseThrow();
        assertThat(result).isPresent();
        assertThat(cleanedEnd).isLessThan(highWatermark);
        assertThat(rows().stream().filter(row -> row.offset() >= cleanedEnd))
                .hasSize((int) (log.logEndOffset() - cleanedEnd));
    }

    @Test
    void goesOnWhereItsMapWasFull() {
        // Given
        fill(200, 90);
        Map<String, Row> latest = latest();
        var small = new LogCleaner(new CleanerLimits(1024, 4096, 1 << 20));
        var always = new CompactionPolicy(0, 0, 1_000, 4096);
        long closedEnd = log.segments().getLast().baseOffset();

        // When
        List<Long> ends = new ArrayList<>();
        for (var result = clean(small, always); result.isPresent(); result = clean(small, always)) {
            ends.add(result.get().endOffset());
            assertThat(latest()).isEqualTo(latest);
        }

        // Then
        assertThat(ends).hasSizeGreaterThan(2).isSorted();
        assertThat(ends.getLast()).isEqualTo(closedEnd);
        List<Row> clean = rows().stream().filter(row -> row.offset() < closedEnd).toList();
        assertThat(clean).extracting(Row::key).doesNotHaveDuplicates();
        reopen();
        assertThat(latest()).isEqualTo(latest);
    }

    @Test
    void dropsTombstonesAfterTheirTime() {
        // Given
        fill(100, 7);
        append("k1");
        fill(100, 7, 2);
        mustClean(NOW);
        assertThat(latest().get("k1").value()).isNull();

        // When
        fill(200, 7, 2);
        mustClean(NOW + 999);
        boolean early = latest().containsKey("k1");
        fill(200, 7, 2);
        mustClean(NOW + 1_000);
        boolean late = latest().containsKey("k1");

        // Then
        assertThat(early).isTrue();
        assertThat(late).isFalse();
    }

    @Test
    void letsProducersBeKnownAgainFromTheCleanedLogAlone() throws IOException {
        // Given
        var mark = RequestMark.lines(new Digest128(1, 1), 0, 0, new int[] {0, 1});
        RecordBatch data = Batches.batch(1, "k0=x", "k1=x");
        ByteBuffer request = mark.encode(0);
        ByteBuffer both =
                ByteBuffer.allocate(request.remaining() + data.sizeInBytes())
                        .put(request)
                        .put(data.buffer())
                        .flip();
        log.append(both, 1, 0);
        fill(200, 7);
        mustClean(NOW);
        long survivors = rows().stream().filter(row -> row.offset() < 3).count();
        log.close();
        directory.close();
        try (Stream<Path> files = Files.list(path.resolve("log-0"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".producers")).toList()) {
                Files.delete(file);
            }
        }

        // When
        open();

        // Then
        assertThat(survivors).isZero();
        MarkCheck check = log.producers().checkMark(mark, Sequencing.RISING, 0);
        assertThat(check).isInstanceOf(MarkCheck.Duplicate.class);
        assertThat(((MarkCheck.Duplicate) check).offsets()).containsExactly(1, 2);
    }

    @Test
    void neverGivesAReaderOtherBytesThanThoseItAskedFor() {
        // Given
        fill(200, 7);
        LogSlice slice = log.read(5, log.logEndOffset(), 600);
        ByteBuffer before = slice.read();

        // When
        mustClean(NOW);

        // Then
        try {
            assertThat(slice.read()).isEqualTo(before);
        } catch (SliceGoneException e) {
            assertThat(log.read(5, log.logEndOffset(), 600).nextOffset()).isGreaterThan(5);
        }
    }

    @Test
    void givesUpWhenSegmentsAreDeletedMeanwhile() throws IOException {
        // Given
        fill(200, 7);
        Map<String, Row> latest = latest();
        var calls = new AtomicInteger();
        WriterThread writer =
                action -> {
                    if (calls.incrementAndGet() == 3) { // the switch of the first group
                        log.deleteBefore(log.segments().get(1).baseOffset());
                    }
                    action.run();
                };

        // When
        var result = cleaner.clean(log, POLICY, writer, log.logEndOffset(), NOW);

        // Then
        assertThat(result).isEmpty();
        assertThat(latest()).isEqualTo(latest);
        try (Stream<Path> files = Files.list(path.resolve("log-0"))) {
            assertThat(files.map(Path::toString).filter(f -> f.endsWith(".cleaned"))).isEmpty();
        }
        mustClean(NOW);
        reopen();
        assertThat(latest()).isEqualTo(latest);
    }

    @Test
    void truncatesIntoACleanedSegmentAndOpensAgain() {
        // Given
        fill(200, 7);
        mustClean(NOW);
        long middle = rows().get(3).offset();
        List<Row> kept = rows().subList(0, 3);

        // When
        log.truncateTo(middle);

        // Then
        assertThat(rows()).isEqualTo(kept);
        reopen();
        assertThat(log.health().isOk()).isTrue();
        assertThat(rows()).isEqualTo(kept);
        append("k0=after");
        assertThat(rows()).hasSize(4);
    }

    @Test
    void deletesCleanedSegmentsByTimeToo() {
        // Given
        fill(200, 7);
        mustClean(NOW);
        List<SegmentInfo> segments = log.segments();
        long now = segments.getFirst().lastAppendTimeMs().orElseThrow() + 101;

        // When
        long start =
                new Retention(100, Retention.UNLIMITED)
                        .newLogStart(segments, 0, log.logEndOffset(), OptionalLong.of(now));
        log.deleteBefore(start);

        // Then
        assertThat(segments).hasSize(2);
        assertThat(start).isEqualTo(segments.get(1).baseOffset());
        assertThat(log.segments()).isEqualTo(segments.subList(1, 2));
    }

    @Test
    void stopsAtADamagedBatchAndTakesNothing() throws IOException {
        // Given
        fill(200, 7);
        Path file = path.resolve("log-0").resolve("00000000000000000000.log");
        List<SegmentInfo> segments = log.segments();
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(70).write(ByteBuffer.wrap(new byte[] {99, 98, 97}));
        }

        // When // Then
        assertThatThrownBy(() -> clean(cleaner)).isInstanceOf(CorruptRecordException.class);
        assertThat(log.segments()).isEqualTo(segments);
    }

    private void fill(int batches, int keys) {
        fill(batches, keys, 0);
    }

    private void fill(int batches, int keys, int firstKey) {
        for (int i = 0; i < batches; i++) {
            String key = "k" + (firstKey + i % (keys - firstKey));
            append(Compression.ZSTD, key + "=" + i, key + "=" + "x".repeat(50) + i);
        }
        log.flush();
    }

    private void append(String... rows) {
        append(Compression.NONE, rows);
    }

    private void append(Compression compression, String... rows) {
        long offset = log.logEndOffset();
        log.append(
                Batches.batch(offset, compression, rows).buffer(),
                log.lastEpoch().orElse(1),
                offset * 1_000);
        log.flush();
    }

    private Optional<CleanResult> clean(LogCleaner by) {
        return clean(by, NOW);
    }

    private Optional<CleanResult> clean(LogCleaner by, long now) {
        return by.clean(log, POLICY, Runnable::run, log.logEndOffset(), now);
    }

    private Optional<CleanResult> clean(LogCleaner by, CompactionPolicy policy) {
        return by.clean(log, policy, Runnable::run, log.logEndOffset(), NOW);
    }

    private void mustClean(long now) {
        assertThat(clean(cleaner, now)).isPresent();
    }

    private void reopen() {
        directory.close();
        open();
    }

    private List<Row> rows() {
        return io.millrace.log.testing.Batches.readAll(log).stream()
                .map(Batches::of)
                .filter(batch -> !batch.isControl())
                .flatMap(batch -> Batches.rows(batch).stream())
                .toList();
    }

    private Map<String, Row> latest() {
        Map<String, Row> latest = new HashMap<>();
        rows().forEach(row -> latest.put(row.key(), row));
        return latest;
    }
}
