package io.millrace.log;

import io.millrace.log.disk.DiskFile;
import io.millrace.log.disk.NoSpaceException;
import io.millrace.protocol.batch.RecordBatch;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of batches and its two indexes. Appended to by the partition loop while it is the last
 * one; then handed to the flusher, which closes it. Readers, any thread, see batches up to {@link
 * #end}.
 *
 * <p>Bytes below the end are never written again: a segment that was cut gets no more appends. So a
 * reader has the right bytes if the segment was not cut below them by the time they had been read.
 */
final class Segment implements SliceBytes {
    private final LogFiles files;
    private final SegmentName name;
    private final long baseOffset;
    private final StoredFile log;
    private final SegmentIndexes indexes;
    private final CRC32C crc = new CRC32C();
    private @Nullable DiskFile writer;
    private @Nullable ByteBuffer producersAtEnd;

    /** Flusher: how far the file was forced; −1 before its name is durable. */
    private int forcedPosition = -1;

    private volatile SegmentEnd end;
    private volatile int cutAt = Integer.MAX_VALUE;
    private volatile @Nullable ManifestEntry closed;

    private Segment(LogFiles files, SegmentName name, SegmentIndexes indexes) {
        this.files = files;
        this.name = name;
        this.baseOffset = name.baseOffset();
        this.log = files.stored(name, LogFiles.LOG);
        this.indexes = indexes;
        this.end = new SegmentEnd(baseOffset, 0);
    }

    /** Creates the file. Its name is not durable yet. */
    static Segment create(LogFiles files, SegmentName name) {
        Segment segment = new Segment(files, name, SegmentIndexes.create(files, name));
        segment.writer = files.disk().create(segment.log.path());
        return segment;
    }

    /** A segment that the manifest lists. Opens nothing. */
    static Segment closed(LogFiles files, ManifestEntry entry) {
        Segment segment = new Segment(files, entry.name(), SegmentIndexes.closed(files, entry));
        segment.end = new SegmentEnd(entry.endOffset(), entry.sizeInBytes());
        segment.closed = entry;
        return segment;
    }

    /**
     * A file that the manifest doesn't list, to be scanned: looks empty, remembers its time index.
     */
    static Segment found(LogFiles files, SegmentName name, long appendTimeMsBefore) {
        return new Segment(files, name, SegmentIndexes.found(files, name, appendTimeMsBefore));
    }

    /** Owner. Writes batches behind the end; readers don't see them before {@link #published}. */
    void write(ByteBuffer batches) {
        SegmentEnd before = end;
        int start = batches.position();
        try {
            writer().write(batches, before.position());
        } catch (NoSpaceException e) {
            writer().truncate(before.position());
            throw e;
        }
        crc.update(batches.position(start));
    }

    /** Owner. Takes one batch that was written at a position into the indexes. */
    void index(RecordBatch batch, int position, long appendTimeMs, int intervalBytes) {
        indexes.add(batch, position, appendTimeMs, intervalBytes);
    }

    /** Owner. Shows the batches up to here to readers. */
    void published(SegmentEnd newEnd) {
        end = newEnd;
        indexes.spill();
    }

    /** Recovery. Takes a batch that was found in the file. */
    void recovered(RecordBatch batch, int intervalBytes) {
        int position = end.position();
        crc.update(batch.buffer());
        indexes.recovered(batch, position, intervalBytes);
        end = new SegmentEnd(batch.nextOffset(), position + batch.sizeInBytes());
    }

    /** Recovery. The end of the file, or of what is good in it, was reached. */
    void recoveredAll() {
        indexes.recoveredAll();
    }

    /** Reads all of the target's remaining bytes, flipped to be read. */
    @Override
    public ByteBuffer read(ByteBuffer target, int position) {
        int until = position + target.remaining();
        int bytes = log.read(target, position);
        checkPresent(until);
        if (target.hasRemaining()) {
            throw new CorruptRecordException(
                    this + ": file ends at " + (position + bytes) + ", not at " + end.position());
        }
        return target.flip();
    }

    @Override
    public long transferTo(int position, int count, WritableByteChannel target) {
        long sent = log.transferTo(position, count, target);
        checkPresent(position + count);
        return sent;
    }

    private void checkPresent(int until) {
        if (until > cutAt) {
            throw new SliceGoneException(this + " was cut at position " + cutAt, null);
        }
    }

    /**
     * The first batch that holds this offset or a later one; null if there is none below the end.
     */
    @Nullable BatchHeader find(long offset, int endPosition) {
        OffsetIndex.Entry start =
                indexesAreIntact()
                        ? indexes.offsets().atOrBefore(offset)
                        : new OffsetIndex.Entry(baseOffset, 0);
        HeaderWalk walk =
                new HeaderWalk(this, Math.min(start.position(), endPosition), endPosition);
        BatchHeader header = walk.next();
        while (header != null && header.nextOffset() <= offset) {
            header = walk.next();
        }
        return header;
    }

    boolean indexesAreIntact() {
        return indexes.areIntact();
    }

    /** Batches from a position to the end, which for a file that was found is the file's. */
    BatchScan scan(int position) {
        int until = indexes.areRecovering() ? (int) fileSize() : end.position();
        return new BatchScan(log, position, until);
    }

    /** Ends the segment where a batch starts: slices beyond are void. It gets no more appends. */
    void cut(SegmentEnd newEnd) {
        indexes.beforeCut();
        producersAtEnd = null;
        cutAt = newEnd.position();
        end = newEnd;
        writer().truncate(newEnd.position());
        writer().force(true);
        indexes.cutFrom(newEnd.offset());
        closed = null;
        rescan(newEnd.position());
    }

    /** Where the last batch ends that lies below the offset; the segment's start if none does. */
    long endOfBatchesBefore(long offset) {
        long batchesEnd = baseOffset;
        HeaderWalk walk = new HeaderWalk(this, 0, end.position());
        BatchHeader header = walk.next();
        while (header != null && header.nextOffset() <= offset) {
            batchesEnd = header.nextOffset();
            header = walk.next();
        }
        return batchesEnd;
    }

    private void rescan(int size) {
        crc.reset();
        long largestTimestampMs = -1;
        ByteBuffer window = ByteBuffer.allocate(1 << 16);
        for (int at = 0; at < size; at += window.limit()) {
            window.clear().limit(Math.min(window.capacity(), size - at));
            crc.update(read(window, at));
        }
        HeaderWalk walk = new HeaderWalk(this, 0, size);
        for (BatchHeader header = walk.next(); header != null; header = walk.next()) {
            largestTimestampMs = Math.max(largestTimestampMs, header.maxTimestamp());
        }
        indexes.largestTimestampMs(largestTimestampMs);
    }

    /**
     * Flusher, once no more is appended: makes the indexes durable, and what the manifest says of
     * them.
     */
    ManifestEntry seal(EpochIndex epochs) {
        int indexCrc = offsets().entries().seal();
        int timeIndexCrc = times().entries().seal();
        SegmentEnd last = end;
        return new ManifestEntry(
                baseOffset,
                last.offset(),
                last.position(),
                (int) crc.getValue(),
                name.generation(),
                indexes.largestTimestampMs(),
                indexes.lastAppendTimeMs(),
                offsets().entries().count() * OffsetIndex.ENTRY_BYTES,
                indexCrc,
                times().entries().count() * TimeIndex.ENTRY_BYTES,
                timeIndexCrc,
                epochs.between(baseOffset, last.offset()));
    }

    /** Partition loop, when it rolls: what the producers are at the segment's end. */
    void producersAtEnd(ByteBuffer snapshot) {
        producersAtEnd = snapshot;
    }

    /** Flusher. */
    void saveProducers(ProducerSnapshots snapshots) {
        ByteBuffer snapshot = producersAtEnd;
        if (snapshot != null) {
            snapshots.save(end.offset(), snapshot);
        }
    }

    void markClosed(ManifestEntry entry) {
        producersAtEnd = null;
        closed = entry;
        closeWriter();
    }

    /** Flusher. Makes the file durable up to here; true if names still have to be. */
    boolean force(int position) {
        boolean isNew = forcedPosition < 0;
        if (position > forcedPosition) {
            writer().force(isNew);
            forcedPosition = position;
        }
        return indexes.forceFirstTime() || isNew;
    }

    void truncateFileToEnd() {
        writer().truncate(end.position());
    }

    long fileSize() {
        return writer().size();
    }

    private DiskFile writer() {
        DiskFile now = writer;
        if (now == null) {
            now = files.disk().openForWrite(log.path());
            writer = now;
        }
        return now;
    }

    private void closeWriter() {
        DiskFile now = writer;
        writer = null;
        if (now != null) {
            now.close();
        }
    }

    /** Readers get a clean failure from now on. */
    void markGone() {
        cutAt = 0;
        log.markGone();
        indexes.markGone();
    }

    /** Deletes the files; the names' absence is not durable yet. */
    void deleteFiles() {
        closeHandles();
        indexes.deleteFiles(files);
        files.disk().delete(log.path());
    }

    void closeHandles() {
        try {
            closeWriter();
        } catch (UncheckedIOException e) {
            // Nothing that counts is in the handle: what is durable was forced.
        }
        log.closeHandle();
        indexes.closeHandles();
    }

    long baseOffset() {
        return baseOffset;
    }

    SegmentEnd end() {
        return end;
    }

    OffsetIndex offsets() {
        return indexes.offsets();
    }

    TimeIndex times() {
        return indexes.times();
    }

    long largestTimestampMs() {
        return indexes.largestTimestampMs();
    }

    long firstAppendTimeMs() {
        return indexes.firstAppendTimeMs();
    }

    OptionalLong lastAppendTimeMs() {
        return indexes.knownLastAppendTimeMs();
    }

    @Nullable ManifestEntry closedAs() {
        return closed;
    }

    SegmentName name() {
        return name;
    }

    /** Whether offsets may be missing in it. */
    boolean isCleaned() {
        return name.generation() > 0;
    }

    boolean isClosed() {
        return closed != null;
    }

    SegmentInfo info() {
        SegmentEnd last = end;
        ManifestEntry entry = closed;
        return new SegmentInfo(
                baseOffset,
                last.offset(),
                last.position(),
                largestTimestampMs(),
                lastAppendTimeMs(),
                entry != null,
                isCleaned());
    }

    @Override
    public String toString() {
        return log.path().toString();
    }
}
