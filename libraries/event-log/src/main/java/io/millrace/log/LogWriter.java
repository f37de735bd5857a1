package io.millrace.log;

import io.millrace.log.disk.NoSpaceException;
import io.millrace.log.producer.ProducerStates;
import io.millrace.protocol.batch.RecordBatch;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Owned by the partition loop: appends batches to the last segment, and starts new ones. */
final class LogWriter {
    private final LogDirectory directory;
    private final LogState state;
    private final ProducerStates producers;
    private LogConfig config;
    private long lastAppendTimeMs;

    LogWriter(LogDirectory directory, LogState state, ProducerStates producers, LogConfig config) {
        this.directory = directory;
        this.state = state;
        this.producers = producers;
        this.config = config;
        for (Segment segment : state.segments().all()) {
            lastAppendTimeMs = Math.max(lastAppendTimeMs, segment.lastAppendTimeMs().orElse(0));
        }
    }

    int indexIntervalBytes() {
        return config.indexIntervalBytes();
    }

    void configure(LogConfig newConfig) {
        config = newConfig;
    }

    AppendedRange append(ByteBuffer batches, int leaderEpoch, long nowMs) {
        state.checkWritable();
        if (directory.belowReserve()) {
            throw new DiskFullException(state.files() + ": free space is below the reserve", null);
        }
        long first = state.logEnd();
        long next = assign(batches, first, leaderEpoch);
        return write(batches, first, next, false, nowMs);
    }

    /** As a leader has appended them; offsets that the leader's cleaner took away stay away. */
    AppendedRange appendReplicated(ByteBuffer batches, long nowMs) {
        state.checkWritable();
        if (directory.belowReserve()) {
            throw new DiskFullException(state.files() + ": free space is below the reserve", null);
        }
        long first = state.logEnd();
        long next = first;
        int epoch = state.epochs().last().orElse(Integer.MIN_VALUE);
        boolean hasHoles = false;
        for (int at = batches.position(); at < batches.limit(); ) {
            RecordBatch batch = RecordBatch.at(batches, at);
            if (batch.baseOffset() < next || batch.leaderEpoch() < epoch) {
                throw new IllegalArgumentException(
                        "%s does not come after offset %d of epoch %d"
                                .formatted(batch, next, epoch));
            }
            batch.verify();
            hasHoles |= batch.baseOffset() > next;
            next = batch.nextOffset();
            epoch = batch.leaderEpoch();
            at += batch.sizeInBytes();
        }
        return write(batches, first, next, hasHoles, nowMs);
    }

    private AppendedRange write(
            ByteBuffer batches, long first, long next, boolean hasHoles, long nowMs) {
        long appendTimeMs = Math.max(nowMs, lastAppendTimeMs);
        int start = batches.position();
        try {
            Segment segment = roomFor(batches.remaining(), next, hasHoles, appendTimeMs);
            SegmentEnd before = segment.end();
            segment.write(batches);
            remember(segment, before.position(), batches, start, appendTimeMs);
            lastAppendTimeMs = appendTimeMs;
            segment.published(new SegmentEnd(next, before.position() + batches.position() - start));
            directory.appended(batches.position() - start);
            return new AppendedRange(first, next - 1, appendTimeMs);
        } catch (NoSpaceException e) {
            throw new DiskFullException(state.files() + ": the disk is full", e);
        } catch (UncheckedIOException e) {
            throw state.failed("append at " + first + " failed", e);
        }
    }

    private long assign(ByteBuffer batches, long firstOffset, int leaderEpoch) {
        int lastEpoch = state.epochs().last().orElse(0);
        if (leaderEpoch < lastEpoch || !batches.hasRemaining()) {
            throw new IllegalArgumentException(
                    batches.remaining() + " bytes of epoch " + leaderEpoch + " after " + lastEpoch);
        }
        long next = firstOffset;
        for (int at = batches.position(); at < batches.limit(); ) {
            RecordBatch batch = RecordBatch.at(batches, at);
            if (batch.sizeInBytes() > BatchScan.BATCH_BYTES_MAX || batch.lastOffsetDelta() < 0) {
                throw new IllegalArgumentException("can't append " + batch);
            }
            batch.assign(next, leaderEpoch);
            next = batch.nextOffset();
            at += batch.sizeInBytes();
        }
        return next;
    }

    /** A segment in which offsets are missing is one that a cleaner wrote, here or elsewhere. */
    private Segment roomFor(int bytes, long nextOffset, boolean hasHoles, long appendTimeMs) {
        Segment last = state.segments().last();
        if (hasHoles && !last.isCleaned()) {
            return startSegmentWithHoles(last);
        }
        SegmentEnd end = last.end();
        boolean isFull =
                (long) end.position() + bytes > config.segmentBytes()
                        || nextOffset - last.baseOffset() > Integer.MAX_VALUE
                        || isOlder(last, config.segmentMs(), appendTimeMs);
        return isFull && end.position() > 0 ? startSegment(last) : last;
    }

    private Segment startSegmentWithHoles(Segment last) {
        SegmentName name = new SegmentName(last.end().offset(), 1);
        Segment next = Segment.create(state.files(), name);
        if (last.end().position() > 0) {
            last.producersAtEnd(producers.snapshot());
            state.segments(state.segments().with(next));
        } else {
            List<Segment> all = state.segments().all();
            state.segments(new SegmentList(all.subList(0, all.size() - 1)).with(next));
            last.markGone();
            last.deleteFiles();
        }
        return next;
    }

    private static boolean isOlder(Segment segment, long ageMs, long nowMs) {
        return segment.firstAppendTimeMs() >= 0 && nowMs - segment.firstAppendTimeMs() >= ageMs;
    }

    private void remember(
            Segment segment, int position, ByteBuffer batches, int start, long appendTimeMs) {
        for (int at = start; at < batches.limit(); ) {
            RecordBatch batch = RecordBatch.at(batches, at);
            segment.index(batch, position + at - start, appendTimeMs, config.indexIntervalBytes());
            state.epochs(state.epochs().with(batch.leaderEpoch(), batch.baseOffset()));
            producers.appended(batch, appendTimeMs);
            at += batch.sizeInBytes();
        }
    }

    void rollIfOlder(long ageMs, long nowMs) {
        if (isOlder(state.segments().last(), ageMs, nowMs)) {
            roll();
        }
    }

    void roll() {
        state.checkWritable();
        Segment last = state.segments().last();
        if (last.end().position() > 0) {
            try {
                startSegment(last);
            } catch (NoSpaceException e) {
                throw new DiskFullException(state.files() + ": the disk is full", e);
            } catch (UncheckedIOException e) {
                throw state.failed("new segment failed", e);
            }
        }
    }

    /** The flusher closes the one before, in its own time. */
    private Segment startSegment(Segment last) {
        Segment next = Segment.create(state.files(), SegmentName.appended(last.end().offset()));
        last.producersAtEnd(producers.snapshot());
        state.segments(state.segments().with(next));
        return next;
    }
}
