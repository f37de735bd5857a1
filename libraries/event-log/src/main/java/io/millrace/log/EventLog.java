package io.millrace.log;

import io.millrace.log.producer.ProducerStates;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One partition's log. Writer methods (append, roll, truncate, delete, configure, close) belong to
 * one thread, the partition loop; {@link #flush} may be called by any thread beside it; all others
 * are reads, from any thread, never waiting for the writer.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EventLog implements AutoCloseable {
    private EventLog() {}

    /**
     * Opens or creates the log {@code name} and recovers it; look at {@link #health} before
     * writing.
     */
    public static EventLog open(LogDirectory directory, String name, LogConfig config) {
        throw new UnsupportedOperationException();
    }

    public LogHealth health() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writer. Appends whole, verified v2 batches in one write; offsets and leader epoch are
     * assigned in place. Not durable before {@link #flush}.
     *
     * @param batches position to limit; consumed
     * @param leaderEpoch not below that of the last batch
     * @param appendTimeMs the caller's clock; one that went back is lifted to the last append's
     * @throws DiskFullException nothing was appended; the log goes on
     * @throws LogFailedException nothing readable was appended; the log takes no more writes
     */
    public AppendedRange append(ByteBuffer batches, int leaderEpoch, long appendTimeMs) {
        throw new UnsupportedOperationException();
    }

    public long logStartOffset() {
        throw new UnsupportedOperationException();
    }

    public long logEndOffset() {
        throw new UnsupportedOperationException();
    }

    /** Everything below is on disk. */
    public long durableEndOffset() {
        throw new UnsupportedOperationException();
    }

    /** Leader epoch of the last batch; empty if the log never had one. */
    public OptionalInt lastEpoch() {
        throw new UnsupportedOperationException();
    }

    public EpochEnd endOffsetForEpoch(int epoch) {
        throw new UnsupportedOperationException();
    }

    /**
     * Any thread, one at a time. Makes everything appended before the call durable; appends may go
     * on.
     *
     * @return the new durable end
     * @throws FlushFailedException never retry
     */
    public long flush() {
        throw new UnsupportedOperationException();
    }

    /**
     * Any thread. What the next checkpoint says of the high watermark; the log itself has no use
     * for it.
     */
    public void noteHighWatermark(long offset) {
        throw new UnsupportedOperationException();
    }

    /**
     * Any thread. The high watermark as last noted; after {@link #open} what the checkpoint said,
     * never above the log's end.
     */
    public long highWatermark() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writer. What the log remembers of producers: a function of what is appended and recovered.
     */
    public ProducerStates producers() {
        throw new UnsupportedOperationException();
    }

    /**
     * Whole batches from the one that holds {@code offset} on, all below {@code endExclusive}: as
     * many as fit into {@code maxBytes}, at least one; none if there is none below {@code
     * endExclusive}. A slice ends with its segment.
     *
     * @throws OffsetOutOfRangeException below the log's start or above its end
     */
    public LogSlice read(long offset, long endExclusive, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** First record whose own timestamp is at or after {@code timestampMs}. Blocking I/O. */
    public Optional<TimestampedOffset> offsetForTimestamp(long timestampMs) {
        throw new UnsupportedOperationException();
    }

    /**
     * When the record was appended, to one second, never later than it really was; empty at the
     * log's end, and where the time was lost in a crash.
     */
    public OptionalLong appendTimeOf(long offset) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writer. Drops everything from {@code endOffset} on, durably; rounds down to a batch boundary.
     */
    public void truncateTo(long endOffset) {
        throw new UnsupportedOperationException();
    }

    /** Writer. Raises the log's start, durably, and deletes the segments that lie below it. */
    public void deleteBefore(long newLogStart) {
        throw new UnsupportedOperationException();
    }

    /** Writer. Starts a new segment, unless the last one is empty. */
    public void roll() {
        throw new UnsupportedOperationException();
    }

    /** Writer. New settings count from the next append. */
    public void configure(LogConfig config) {
        throw new UnsupportedOperationException();
    }

    /** From the oldest to the one that is being written. */
    public List<SegmentInfo> segments() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writer. Flushes and leaves the log so that, with the directory's marker, the next open needs
     * no scan.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
