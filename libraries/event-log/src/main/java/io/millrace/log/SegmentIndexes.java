package io.millrace.log;

import io.millrace.log.disk.DiskFile;
import io.millrace.protocol.batch.RecordBatch;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The two indexes of a segment and the times that are taken down with each batch. Written by
 * whoever writes the segment at that time; any thread looks things up.
 */
final class SegmentIndexes {
    private final OffsetIndex offsets;
    private final TimeIndex times;

    /** What the files have to agree with; null if they were written by this process. */
    private final @Nullable ManifestEntry listedAs;

    private @Nullable TimeIndexCheck timesFound;
    private int indexedPosition;
    private long firstAppendTimeMs = -1;
    private boolean firstTimeForced;

    private volatile State state;
    private volatile long largestTimestampMs = -1;
    private volatile long lastAppendTimeMs = -1;

    private enum State {
        UNCHECKED,
        INTACT,
        DAMAGED
    }

    private SegmentIndexes(
            LogFiles files,
            SegmentName name,
            int indexEntries,
            int timeEntries,
            @Nullable ManifestEntry listedAs) {
        this.offsets =
                new OffsetIndex(
                        name.baseOffset(),
                        new IndexFile(
                                files.disk(),
                                files.stored(name, LogFiles.INDEX),
                                OffsetIndex.ENTRY_BYTES,
                                indexEntries));
        this.times =
                new TimeIndex(
                        name.baseOffset(),
                        new IndexFile(
                                files.disk(),
                                files.stored(name, LogFiles.TIME_INDEX),
                                TimeIndex.ENTRY_BYTES,
                                timeEntries));
        this.listedAs = listedAs;
        this.state = listedAs == null ? State.INTACT : State.UNCHECKED;
    }

    /** Of a new segment. Leftover files of its name go. */
    static SegmentIndexes create(LogFiles files, SegmentName name) {
        SegmentIndexes indexes = new SegmentIndexes(files, name, 0, 0, null);
        files.disk().delete(indexes.offsets.entries().file().path());
        files.disk().delete(indexes.times.entries().file().path());
        return indexes;
    }

    /** Of a segment that the manifest lists. Opens nothing. */
    static SegmentIndexes closed(LogFiles files, ManifestEntry entry) {
        SegmentIndexes indexes =
                new SegmentIndexes(
                        files,
                        entry.name(),
                        entry.indexBytes() / OffsetIndex.ENTRY_BYTES,
                        entry.timeIndexBytes() / TimeIndex.ENTRY_BYTES,
                        entry);
        indexes.largestTimestampMs = entry.largestTimestampMs();
        indexes.lastAppendTimeMs = entry.lastAppendTimeMs();
        return indexes;
    }

    /** Of a segment to be scanned: made anew, but append times stand nowhere else. */
    static SegmentIndexes found(LogFiles files, SegmentName name, long appendTimeMsBefore) {
        var timeIndex = files.path(name, LogFiles.TIME_INDEX);
        int timeEntries = 0;
        if (files.disk().exists(timeIndex)) {
            try (DiskFile in = files.disk().openForRead(timeIndex)) {
                timeEntries = (int) (in.size() / TimeIndex.ENTRY_BYTES);
            }
        }
        SegmentIndexes indexes = new SegmentIndexes(files, name, 0, timeEntries, null);
        indexes.offsets.entries().distrustFile();
        indexes.times.entries().distrustFile();
        indexes.timesFound = new TimeIndexCheck(indexes.times, appendTimeMsBefore);
        return indexes;
    }

    /** Owner. Takes in one batch that was written at a position. */
    void add(RecordBatch batch, int position, long appendTimeMs, int intervalBytes) {
        if (position - indexedPosition >= intervalBytes) {
            offsets.add(batch.baseOffset(), position);
            indexedPosition = position;
        }
        if (firstAppendTimeMs < 0) {
            firstAppendTimeMs = appendTimeMs;
        }
        lastAppendTimeMs = appendTimeMs;
        largestTimestampMs = Math.max(largestTimestampMs, batch.maxTimestamp());
        if (timesFound == null || timesFound.isExhausted()) {
            times.appended(batch.baseOffset(), position, largestTimestampMs, appendTimeMs);
        }
    }

    /** Owner. Writes to the files what has gathered. */
    void spill() {
        offsets.entries().spillIfFull();
        times.spill();
    }

    /** Recovery. Takes in a batch that was found at a position. */
    void recovered(RecordBatch batch, int position, int intervalBytes) {
        long largest = Math.max(largestTimestampMs, batch.maxTimestamp());
        TimeIndexCheck check = Objects.requireNonNull(timesFound);
        add(
                batch,
                position,
                check.appendTimeOf(batch.baseOffset(), position, largest),
                intervalBytes);
    }

    /** Recovery. There are no more batches. */
    void recoveredAll() {
        Objects.requireNonNull(timesFound).finish();
        timesFound = null;
    }

    /** Whether batches are still being found. */
    boolean areRecovering() {
        return timesFound != null;
    }

    /** Damaged indexes of a closed segment are not used: reads get slower, not wrong. */
    boolean areIntact() {
        ManifestEntry entry = listedAs;
        if (entry != null && state == State.UNCHECKED) {
            boolean intact =
                    offsets.entries().isIntact(entry.indexCrc())
                            && times.entries().isIntact(entry.timeIndexCrc());
            state = intact ? State.INTACT : State.DAMAGED;
        }
        return state != State.DAMAGED;
    }

    /** Before the segment is cut: damaged ones begin anew. */
    void beforeCut() {
        if (!areIntact()) {
            offsets.entries().cut(0);
            times.entries().cut(0);
            state = State.INTACT;
        }
    }

    void cutFrom(long offset) {
        offsets.cutFrom(offset);
        times.cutFrom(offset);
    }

    void largestTimestampMs(long timestampMs) {
        largestTimestampMs = timestampMs;
    }

    /** With one append time on disk, a power cut leaves no batch of the segment without a bound. */
    boolean forceFirstTime() {
        if (firstTimeForced || !times.entries().force()) {
            return false;
        }
        firstTimeForced = true;
        return true;
    }

    void markGone() {
        offsets.entries().file().markGone();
        times.entries().file().markGone();
    }

    void deleteFiles(LogFiles files) {
        files.disk().delete(times.entries().file().path());
        files.disk().delete(offsets.entries().file().path());
    }

    void closeHandles() {
        offsets.entries().file().closeHandle();
        times.entries().file().closeHandle();
    }

    OffsetIndex offsets() {
        return offsets;
    }

    TimeIndex times() {
        return times;
    }

    long largestTimestampMs() {
        return largestTimestampMs;
    }

    long firstAppendTimeMs() {
        return firstAppendTimeMs;
    }

    /** −1 if it is not known. */
    long lastAppendTimeMs() {
        return lastAppendTimeMs;
    }

    OptionalLong knownLastAppendTimeMs() {
        long time = lastAppendTimeMs;
        return time < 0 ? OptionalLong.empty() : OptionalLong.of(time);
    }
}
