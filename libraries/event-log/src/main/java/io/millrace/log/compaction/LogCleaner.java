package io.millrace.log.compaction;

import io.millrace.log.CorruptRecordException;
import io.millrace.log.EventLog;
import io.millrace.log.LogSlice;
import io.millrace.log.OffsetOutOfRangeException;
import io.millrace.log.SegmentInfo;
import io.millrace.log.SegmentRewrite;
import io.millrace.log.SliceGoneException;
import io.millrace.log.disk.NoSpaceException;
import io.millrace.log.producer.RetainedBatches;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes superseded records out of closed segments below the high watermark. Owned by one
 * housekeeping thread, for any number of logs one after the other; reading and writing happen
 * there, only the switch of the files on the log's own thread.
 *
 * <p>Segments are replaced group by group, from the oldest. A crash between two leaves groups that
 * are cleaned, and behind them dirty ones with which the next cleaning begins.
 */
public final class LogCleaner {
    private static final Logger LOG = LoggerFactory.getLogger(LogCleaner.class);

    private final CleanerLimits limits;
    private final OffsetMap latestOffsets;

    public LogCleaner(CleanerLimits limits) {
        this.limits = limits;
        this.latestOffsets = new OffsetMap(limits.mapBytes());
    }

    /**
     * Cleans a log if enough of it is dirty.
     *
     * @param nowMs a clock that may be trusted to delete: of a {@code RetentionClock}
     * @return empty if nothing was to be done, or the segments went away meanwhile, or the disk has
     *     no room for the new ones
     * @throws CorruptRecordException if a batch's checksum is wrong: nothing was taken from there
     *     on
     */
    public Optional<CleanResult> clean(
            EventLog log,
            CompactionPolicy policy,
            WriterThread writer,
            long highWatermark,
            long nowMs) {
        Optional<CleanableRange> range =
                CleanableRange.of(log.segments(), policy, highWatermark, nowMs);
        if (range.isEmpty()) {
            return Optional.empty();
        }
        try {
            latestOffsets.clear();
            long end = scanDirty(log, range.get());
            if (end == range.get().firstDirtyOffset()) {
                LOG.atWarn()
                        .addKeyValue("offset", end)
                        .log("A batch has more keys than the cleaner's map takes");
                return Optional.empty();
            }
            RetainedBatches retained = on(writer, () -> log.producers().retained(nowMs));
            var cleaner =
                    new BatchCleaner(
                            latestOffsets, retained, policy, nowMs, limits.decompressedBytesMax());
            return replaceGroups(log, policy, writer, cleaner, range.get().startOffset(), end);
        } catch (OffsetOutOfRangeException | SliceGoneException e) {
            return Optional.empty(); // deleted or truncated meanwhile: next time
        } catch (NoSpaceException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("No space to clean a log");
            return Optional.empty();
        }
    }

    /** Returns where the map was full, or the end. */
    private long scanDirty(EventLog log, CleanableRange range) {
        var scan = new DirtyScan(latestOffsets, limits.decompressedBytesMax());
        return forEachBatch(log, range.firstDirtyOffset(), range.endOffset(), scan::add);
    }

    private Optional<CleanResult> replaceGroups(
            EventLog log,
            CompactionPolicy policy,
            WriterThread writer,
            BatchCleaner cleaner,
            long start,
            long end) {
        List<SegmentInfo> segments =
                log.segments().stream()
                        .filter(s -> s.baseOffset() >= start && s.baseOffset() < end)
                        .toList();
        long before = segments.stream().mapToLong(SegmentInfo::sizeInBytes).sum();
        long after = 0;
        for (int done = 0; done < segments.size(); ) {
            List<SegmentInfo> left = segments.subList(done, segments.size());
            long from = left.getFirst().baseOffset();
            long to = left.getLast().endOffset();
            try (SegmentRewrite rewrite = on(writer, () -> log.rewrite(from, to))) {
                done += write(log, rewrite, cleaner, left, end, policy);
                if (!on(writer, () -> log.replace(rewrite))) {
                    return Optional.empty();
                }
                after += rewrite.sizeInBytes();
            }
        }
        return Optional.of(new CleanResult(end, before, after));
    }

    /**
     * Writes as many segments into one as are sure to fit; of the last one, what lies behind the
     * end goes into a segment of its own, as it is. Returns how many were taken.
     */
    private int write(
            EventLog log,
            SegmentRewrite rewrite,
            BatchCleaner cleaner,
            List<SegmentInfo> segments,
            long end,
            CompactionPolicy policy) {
        int taken = 0;
        do {
            SegmentInfo segment = segments.get(taken++);
            copy(log, segment.baseOffset(), Math.min(end, segment.endOffset()), rewrite, cleaner);
        } while (taken < segments.size() && fits(segments, taken, rewrite, policy));
        long to = segments.get(taken - 1).endOffset();
        rewrite.endSegment(Math.min(end, to), true);
        if (end < to) {
            copy(log, end, to, rewrite, null);
            rewrite.endSegment(to, false);
        }
        return taken;
    }

    private static boolean fits(
            List<SegmentInfo> segments, int next, SegmentRewrite rewrite, CompactionPolicy policy) {
        long offsets = segments.get(next).endOffset() - segments.getFirst().baseOffset();
        long bytes = rewrite.unfinishedBytes() + segments.get(next).sizeInBytes();
        return offsets <= Integer.MAX_VALUE && bytes <= policy.segmentBytesMax();
    }

    private void copy(
            EventLog log,
            long from,
            long end,
            SegmentRewrite rewrite,
            @Nullable BatchCleaner cleaner) {
        forEachBatch(
                log,
                from,
                end,
                batch -> {
                    ByteBuffer kept = cleaner == null ? batch.buffer() : cleaner.clean(batch);
                    if (kept != null) {
                        rewrite.append(kept, cleaner != null);
                    }
                    return true;
                });
    }

    /** Until one is not taken; returns its offset, or the end. */
    private long forEachBatch(EventLog log, long from, long end, Predicate<RecordBatch> taken) {
        long offset = Math.max(from, log.logStartOffset());
        while (offset < end) {
            LogSlice slice = log.read(offset, end, limits.readBytes());
            ByteBuffer bytes = slice.read();
            for (int at = 0; at < bytes.limit(); at += RecordBatch.sizeAt(bytes, at)) {
                RecordBatch batch = RecordBatch.at(bytes, at);
                if (!batch.crcMatches()) {
                    throw new CorruptRecordException(
                            "the checksum of the batch at " + batch.baseOffset() + " is wrong");
                }
                if (!taken.test(batch)) {
                    return batch.baseOffset();
                }
            }
            if (slice.nextOffset() <= offset) {
                return end; // nothing but holes is left
            }
            offset = slice.nextOffset();
        }
        return end;
    }

    private static <T> T on(WriterThread writer, Supplier<T> action) {
        var result = new AtomicReference<@Nullable T>();
        writer.run(() -> result.set(action.get()));
        T value = result.get();
        if (value == null) {
            throw new IllegalStateException("the writer did not run the action");
        }
        return value;
    }
}
