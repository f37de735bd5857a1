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
public final class EventLog implements AutoCloseable {
    private final LogDirectory directory;
    private final String name;
    private final LogState state;
    private final ProducerStates producers;
    private final SegmentFiles files;
    private final LogWriter writer;
    private final LogReader reader;
    private final TimeSearch times;

    private EventLog(
            LogDirectory directory,
            String name,
            Recovery recovery,
            ProducerStates producers,
            LogConfig config) {
        this.directory = directory;
        this.name = name;
        this.producers = producers;
        this.state = recovery.run();
        this.files = new SegmentFiles(directory, state, recovery.manifest());
        this.writer = new LogWriter(directory, state, producers, config);
        this.reader = new LogReader(state);
        this.times = new TimeSearch(state);
    }

    /**
     * Opens or creates the log {@code name} and recovers it; look at {@link #health} before
     * writing. A log that a checkpoint knows is never created again.
     */
    public static EventLog open(LogDirectory directory, String name, LogConfig config) {
        return open(directory, name, config, false);
    }

    /**
     * Opens a log that is known to have been here, as {@link #open} does with one that the
     * checkpoint knows: if its directory is gone it is LOST, and not created.
     */
    public static EventLog openExisting(LogDirectory directory, String name, LogConfig config) {
        return open(directory, name, config, true);
    }

    private static EventLog open(
            LogDirectory directory, String name, LogConfig config, boolean mustExist) {
        ProducerStates producers = new ProducerStates(config.producers());
        Recovery recovery = new Recovery(directory, name, config, producers, mustExist);
        EventLog log = new EventLog(directory, name, recovery, producers, config);
        directory.register(name, log.state);
        try {
            if (log.state.isWritable()) {
                log.files.flush();
            }
            return log;
        } catch (LogException e) {
            log.close();
            throw e;
        }
    }

    public LogHealth health() {
        return state.health();
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
        return writer.append(batches, leaderEpoch, appendTimeMs);
    }

    /**
     * Writer. Appends whole v2 batches as their leader has appended them, with its offsets and
     * epochs; checks each one's CRC. Not durable before {@link #flush}.
     *
     * @param batches position to limit, from the log's end on; consumed. Offsets may be missing
     *     where the leader's cleaner took records away
     * @throws IllegalArgumentException if they do not follow what is there; nothing was appended
     * @throws io.millrace.protocol.batch.InvalidBatchException if one is damaged; likewise
     * @throws DiskFullException nothing was appended; the log goes on
     * @throws LogFailedException nothing readable was appended; the log takes no more writes
     */
    public AppendedRange appendReplicated(ByteBuffer batches, long appendTimeMs) {
        return writer.appendReplicated(batches, appendTimeMs);
    }

    public long logStartOffset() {
        return state.logStart();
    }

    public long logEndOffset() {
        return state.logEnd();
    }

    /** Everything below is on disk. */
    public long durableEndOffset() {
        return state.durable().end().offset();
    }

    /** Leader epoch of the last batch; empty if the log never had one. */
    public OptionalInt lastEpoch() {
        return state.epochs().last();
    }

    /**
     * How many leader epochs surely start with a batch within a range that begins with the log: the
     * one that the log begins with may have started before it.
     */
    public int epochStartsBetween(long logStart, long end) {
        return state.epochs().startsBetween(logStart, end);
    }

    public EpochEnd endOffsetForEpoch(int epoch) {
        return state.epochs().endOf(epoch, state.logEnd());
    }

    /**
     * Any thread, one at a time. Makes everything appended before the call durable; appends may go
     * on.
     *
     * @return the new durable end
     * @throws FlushFailedException never retry
     */
    public long flush() {
        return files.flush();
    }

    /**
     * Any thread. What the next checkpoint says of the high watermark; the log itself has no use
     * for it.
     */
    public void noteHighWatermark(long offset) {
        state.highWatermark(offset);
    }

    /**
     * Any thread. The high watermark as last noted; after {@link #open} what the checkpoint said,
     * never above the log's end.
     */
    public long highWatermark() {
        return Math.min(state.highWatermark(), state.logEnd());
    }

    /**
     * Writer. What the log remembers of producers: a function of what is appended and recovered.
     */
    public ProducerStates producers() {
        return producers;
    }

    /**
     * Whole batches from the one that holds {@code offset} on, all below {@code endExclusive}: as
     * many as fit into {@code maxBytes}, at least one; none if there is none below {@code
     * endExclusive}. A slice ends with its segment.
     *
     * @throws OffsetOutOfRangeException below the log's start or above its end
     */
    public LogSlice read(long offset, long endExclusive, int maxBytes) {
        return reader.read(offset, endExclusive, maxBytes);
    }

    /**
     * The first offset from {@code offset} on, below {@code endExclusive}, that is a record's and
     * not one of the log's own notes; it may be that of a record which compaction has removed.
     * Empty if there is none. Blocking I/O.
     */
    public OptionalLong firstRecord(long offset, long endExclusive) {
        return reader.firstRecord(offset, endExclusive);
    }

    /** First record whose own timestamp is at or after {@code timestampMs}. Blocking I/O. */
    public Optional<TimestampedOffset> offsetForTimestamp(long timestampMs) {
        return times.firstFrom(timestampMs);
    }

    /**
     * When the record was appended, to one second, never later than it really was; empty at the
     * log's end, and where the time was lost in a crash.
     */
    public OptionalLong appendTimeOf(long offset) {
        return times.appendTimeOf(offset);
    }

    /**
     * Writer. Drops everything from {@code endOffset} on, durably; rounds down to a batch boundary.
     */
    public void truncateTo(long endOffset) {
        long end = files.truncateTo(endOffset);
        if (producers.nextOffset() > end) {
            restoreProducers(end);
        }
    }

    /**
     * Writer. Throws everything away and begins an empty log at {@code offset}, durably. A crash
     * leaves the old log or the new one.
     */
    public void beginAnewAt(long offset) {
        files.beginAnewAt(offset);
        producers.clear();
    }

    private void restoreProducers(long end) {
        var snapshots = new ProducerSnapshots(state.files());
        if (!snapshots.restore(producers, state.segments(), end)) {
            throw state.failed(
                    "a batch is damaged",
                    new CorruptRecordException("behind offset " + producers.nextOffset()));
        }
    }

    /** Writer. Raises the log's start, durably, and deletes the segments that lie below it. */
    public void deleteBefore(long newLogStart) {
        files.deleteBefore(newLogStart);
    }

    /**
     * Writer. Begins to write the closed segments of a range anew, which any one thread may go on
     * with; close it in the end.
     *
     * @param from where a closed segment starts
     * @param to where a closed segment ends
     * @throws IllegalArgumentException if there are no such segments
     */
    public SegmentRewrite rewrite(long from, long to) {
        return new SegmentRewrite(
                state, writer.indexIntervalBytes(), files.closedSegments(from, to));
    }

    /**
     * Writer. Puts what was written in the place of what it was made from, durably. Slices of the
     * old segments are gone; reads find the new ones.
     *
     * @return false if nothing changed: segments were truncated or deleted meanwhile, or the disk
     *     is full
     */
    public boolean replace(SegmentRewrite rewrite) {
        return files.replace(rewrite);
    }

    /** Writer. Starts a new segment, unless the last one is empty. */
    public void roll() {
        writer.roll();
    }

    /**
     * Writer. Starts a new segment if the first append to the last one is older than that: so that
     * the records of a log that nobody writes to can be deleted or cleaned in their time.
     */
    public void rollIfOlder(long ageMs, long nowMs) {
        writer.rollIfOlder(ageMs, nowMs);
    }

    /** Writer. New settings count from the next append. */
    public void configure(LogConfig config) {
        writer.configure(config);
        producers.configure(config.producers());
    }

    /** From the oldest to the one that is being written. */
    public List<SegmentInfo> segments() {
        return state.segments().all().stream().map(Segment::info).toList();
    }

    /**
     * Writer. Flushes and leaves the log so that, with the directory's marker, the next open needs
     * no scan.
     */
    @Override
    public void close() {
        try {
            if (state.isWritable()) {
                rollIfThereIsSpace();
                files.flush();
            }
        } finally {
            directory.unregister(name, state);
            state.markFailed(new IllegalStateException("closed"));
            state.segments().all().forEach(Segment::markGone);
            state.segments().all().forEach(Segment::closeHandles);
        }
    }

    /** Without it the next open scans the last segment. */
    private void rollIfThereIsSpace() {
        try {
            writer.roll();
        } catch (DiskFullException e) {
            // The records need no new file; they are flushed all the same.
        }
    }
}
