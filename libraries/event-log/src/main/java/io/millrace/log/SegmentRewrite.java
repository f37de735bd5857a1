package io.millrace.log;

import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * New segments in the place of some closed ones, written beside the log by one thread and put in
 * their place by {@link EventLog#replace}. Nothing of it counts before that: a crash leaves files
 * whose names end in {@code .cleaned}, which the next open deletes.
 */
public final class SegmentRewrite implements AutoCloseable {
    private final LogState state;
    private final int indexIntervalBytes;
    private final List<Segment> inputs;
    private final int generation;
    private final List<Segment> outputs = new ArrayList<>();
    private final List<ManifestEntry> entries = new ArrayList<>();
    private long nextOffset;
    private long lastAppendTimeMs = -1;
    private @Nullable Segment output;
    private boolean keepsFiles;

    SegmentRewrite(LogState state, int indexIntervalBytes, List<Segment> inputs) {
        this.state = state;
        this.indexIntervalBytes = indexIntervalBytes;
        this.inputs = List.copyOf(inputs);
        this.generation =
                1 + inputs.stream().mapToInt(s -> s.name().generation()).max().orElseThrow();
        this.nextOffset = inputs.getFirst().baseOffset();
    }

    /**
     * Writes one batch.
     *
     * @param batch as it was read, or filtered; offsets rise, with or without holes
     * @throws io.millrace.log.disk.NoSpaceException close the rewrite then
     */
    public void append(ByteBuffer batch, boolean cleaned) {
        RecordBatch header = RecordBatch.at(batch, batch.position());
        Segment segment = output(cleaned);
        SegmentEnd end = segment.end();
        lastAppendTimeMs = Math.max(lastAppendTimeMs, appendTimeOf(header.baseOffset()));
        segment.index(header, end.position(), lastAppendTimeMs, indexIntervalBytes);
        segment.write(batch);
        segment.published(
                new SegmentEnd(header.nextOffset(), end.position() + header.sizeInBytes()));
    }

    /**
     * Ends a new segment and makes it durable; it holds everything from the end of the one before.
     *
     * @param cleaned whether offsets are missing in it that were there when it was appended
     */
    public void endSegment(long endOffset, boolean cleaned) {
        Segment segment = output(cleaned);
        segment.published(new SegmentEnd(endOffset, segment.end().position()));
        segment.force(segment.end().position());
        ManifestEntry entry = segment.seal(state.epochs());
        segment.markClosed(entry);
        entries.add(entry);
        nextOffset = endOffset;
        output = null;
    }

    private Segment output(boolean cleaned) {
        Segment segment = output;
        if (segment == null) {
            var name = new SegmentName(nextOffset, cleaned ? generation : 0, true);
            state.files().disk().delete(state.files().path(name, LogFiles.LOG));
            segment = Segment.create(state.files(), name);
            outputs.add(segment);
            output = segment;
        }
        return segment;
    }

    /** Rather too late than too early: retention goes by it. */
    private long appendTimeOf(long offset) {
        for (Segment input : inputs.reversed()) {
            if (input.baseOffset() <= offset) {
                OptionalLong time =
                        input.indexesAreIntact()
                                ? input.times().appendTimeOf(offset)
                                : input.lastAppendTimeMs();
                return time.orElse(-1);
            }
        }
        return -1;
    }

    /** Of the segments that were ended. */
    public long sizeInBytes() {
        return entries.stream().mapToLong(ManifestEntry::sizeInBytes).sum();
    }

    /** Of the segment that was not ended yet. */
    public long unfinishedBytes() {
        Segment segment = output;
        return segment == null ? 0 : segment.end().position();
    }

    /** Those of which everything was written anew. */
    List<Segment> replacedInputs() {
        return inputs.stream().filter(s -> s.end().offset() <= nextOffset).toList();
    }

    List<ManifestEntry> entries() {
        return entries;
    }

    /** Writer, under the lock of the files: gives the files their names, not durable yet. */
    void finishNames() {
        LogFiles files = state.files();
        for (Segment segment : outputs) {
            segment.closeHandles();
            for (String suffix : List.of(LogFiles.LOG, LogFiles.INDEX, LogFiles.TIME_INDEX)) {
                files.disk()
                        .rename(
                                files.path(segment.name(), suffix),
                                files.path(segment.name().finished(), suffix));
            }
        }
    }

    /** Writer: whether the manifest may list the new segments. */
    void keepFiles(boolean keep) {
        keepsFiles = keep;
    }

    /** Deletes what was written, unless it has taken its place in the log. */
    @Override
    public void close() {
        if (keepsFiles) {
            return;
        }
        LogFiles files = state.files();
        for (Segment segment : outputs) {
            segment.deleteFiles();
            for (String suffix : List.of(LogFiles.LOG, LogFiles.INDEX, LogFiles.TIME_INDEX)) {
                files.disk().delete(files.path(segment.name().finished(), suffix));
            }
        }
    }
}
