package io.millrace.log;

import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds offsets by record time and append times by offset. Any thread; takes no lock. */
final class TimeSearch {
    private final LogState state;

    TimeSearch(LogState state) {
        this.state = state;
    }

    Optional<TimestampedOffset> firstFrom(long timestampMs) {
        while (true) {
            SegmentList segments = state.segments();
            try {
                return firstFrom(segments, timestampMs);
            } catch (SliceGoneException e) {
                if (segments.equals(state.segments())) {
                    throw e;
                }
            }
        }
    }

    private Optional<TimestampedOffset> firstFrom(SegmentList segments, long timestampMs) {
        long logStart = state.logStart();
        for (Segment segment : segments.all()) {
            if (segment.end().offset() > logStart && segment.largestTimestampMs() >= timestampMs) {
                Optional<TimestampedOffset> found = firstIn(segment, logStart, timestampMs);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<TimestampedOffset> firstIn(
            Segment segment, long logStart, long timestampMs) {
        long start =
                segment.indexesAreIntact()
                        ? segment.times().startForTimestamp(timestampMs)
                        : segment.baseOffset();
        SegmentEnd end = segment.end();
        BatchHeader header = segment.find(Math.max(start, logStart), end.position());
        if (header == null) {
            return Optional.empty();
        }
        HeaderWalk walk = new HeaderWalk(segment, header.position(), end.position());
        for (BatchHeader next = walk.next(); next != null; next = walk.next()) {
            if (next.maxTimestamp() >= timestampMs) {
                Optional<TimestampedOffset> found =
                        firstIn(load(segment, next), logStart, timestampMs);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static RecordBatch load(Segment segment, BatchHeader header) {
        ByteBuffer bytes = ByteBuffer.allocate(header.sizeInBytes());
        try {
            RecordBatch batch = RecordBatch.at(segment.read(bytes, header.position()), 0);
            batch.verify();
            return batch;
        } catch (InvalidBatchException e) {
            throw new CorruptRecordException(
                    segment + ": at position " + header.position() + ": " + e.getMessage());
        }
    }

    private static Optional<TimestampedOffset> firstIn(
            RecordBatch batch, long logStart, long timestampMs) {
        if (batch.isControl()) {
            return Optional.empty();
        }
        try {
            RecordCursor records = batch.records(BatchScan.BATCH_BYTES_MAX);
            while (records.next()) {
                long timestamp = batch.isAppendTime() ? batch.maxTimestamp() : records.timestamp();
                if (timestamp >= timestampMs && records.offset() >= logStart) {
                    return Optional.of(new TimestampedOffset(records.offset(), timestamp));
                }
            }
            return Optional.empty();
        } catch (InvalidBatchException e) {
            // Records that can't be decoded here: to start a little early loses nothing.
            long first = Math.max(batch.baseOffset(), logStart);
            return Optional.of(new TimestampedOffset(first, batch.maxTimestamp()));
        }
    }

    OptionalLong appendTimeOf(long offset) {
        SegmentList segments = state.segments();
        if (segments.all().isEmpty() || offset < state.logStart() || offset >= state.logEnd()) {
            return OptionalLong.empty();
        }
        int index = segments.indexOf(offset);
        Segment segment = segments.all().get(index);
        OptionalLong time =
                segment.indexesAreIntact()
                        ? segment.times().appendTimeOf(offset)
                        : OptionalLong.empty();
        for (int i = index - 1; time.isEmpty() && i >= 0; i--) {
            time = segments.all().get(i).lastAppendTimeMs();
        }
        return time;
    }
}
