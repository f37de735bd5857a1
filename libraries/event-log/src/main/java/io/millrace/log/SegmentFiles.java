package io.millrace.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.log.disk.NoSpaceException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happens to the files of a log behind the back of appends: they are forced, closed, cut and
 * deleted. Called by the flusher and the partition loop; one thing at a time.
 */
final class SegmentFiles {
    private final LogDirectory directory;
    private final LogState state;
    private final ProducerSnapshots snapshots;

    /**
     * Held across I/O on purpose: a truncation must not overtake a flush. Appends don't take it.
     */
    private final ReentrantLock working = new ReentrantLock();

    @GuardedBy("working")
    private Manifest manifest;

    SegmentFiles(LogDirectory directory, LogState state, Manifest manifest) {
        this.directory = directory;
        this.state = state;
        this.manifest = manifest;
        this.snapshots = new ProducerSnapshots(state.files());
    }

    long flush() {
        working.lock();
        try {
            state.checkWritable();
            closeRolled(forceAppended());
            return state.durable().end().offset();
        } catch (UncheckedIOException e) {
            state.markFailed(e);
            throw new FlushFailedException(state.files() + ": flush failed", e);
        } finally {
            working.unlock();
        }
    }

    /** Returns the segments that were forced: others may have been started meanwhile. */
    @GuardedBy("working")
    private SegmentList forceAppended() {
        SegmentList segments = state.segments();
        SegmentEnd end = segments.last().end();
        boolean newNames = false;
        for (Segment segment : unclosed(segments)) {
            SegmentEnd until = segment == segments.last() ? end : segment.end();
            newNames |= segment.force(until.position());
        }
        if (newNames) {
            state.files().forceNames();
        }
        state.durable(new LogState.Durable(segments.last(), end));
        return segments;
    }

    private static List<Segment> unclosed(SegmentList segments) {
        int from = segments.all().size();
        while (from > 0 && !segments.all().get(from - 1).isClosed()) {
            from--;
        }
        return segments.all().subList(from, segments.all().size());
    }

    /**
     * Lists the segments in the manifest that get no more appends. Their content is durable
     * already.
     */
    @GuardedBy("working")
    private void closeRolled(SegmentList segments) {
        List<Segment> open = unclosed(segments);
        List<Segment> rolled = open.subList(0, Math.max(0, open.size() - 1));
        if (rolled.isEmpty()) {
            return;
        }
        try {
            Manifest longer = manifest;
            List<ManifestEntry> entries = new ArrayList<>();
            for (Segment segment : rolled) {
                segment.saveProducers(snapshots);
                ManifestEntry entry = segment.seal(state.epochs());
                entries.add(entry);
                longer = longer.with(entry);
            }
            state.files().forceNames();
            longer.save(state.files());
            manifest = longer;
            for (int i = 0; i < entries.size(); i++) {
                rolled.get(i).markClosed(entries.get(i));
            }
            snapshots.keepNewest();
        } catch (NoSpaceException e) {
            // The records are durable; the list of segments can wait for space until the next
            // flush.
        }
    }

    /** Returns where the log ends now: at the offset, or where the batch starts that holds it. */
    long truncateTo(long offset) {
        working.lock();
        try {
            state.checkWritable();
            if (offset < state.logStart()) {
                throw new IllegalArgumentException(
                        "to " + offset + ", but the log starts at " + state.logStart());
            }
            return offset >= state.logEnd() ? state.logEnd() : cutAt(offset);
        } catch (UncheckedIOException e) {
            throw state.failed("truncation to " + offset + " failed", e);
        } finally {
            working.unlock();
        }
    }

    void beginAnewAt(long offset) {
        working.lock();
        try {
            state.checkWritable();
            Segment empty = Segment.create(state.files(), nameAt(offset));
            List<Segment> before = state.segments().all();
            // Each step leaves one of the two logs: without the list of closed segments the old
            // one is found by its files, until the checkpoint says that it begins further on.
            save(Manifest.EMPTY);
            snapshots.deleteAll();
            state.segments(new SegmentList(List.of(empty)));
            state.epochs(EpochIndex.EMPTY);
            state.files().forceNames();
            state.logStart(offset);
            state.highWatermark(offset);
            state.durable(new LogState.Durable(null, new SegmentEnd(offset, 0)));
            directory.checkpoint();
            before.forEach(Segment::markGone);
            before.reversed().forEach(Segment::deleteFiles);
            closeRolled(forceAppended());
        } catch (UncheckedIOException e) {
            throw state.failed("beginning anew at " + offset + " failed", e);
        } finally {
            working.unlock();
        }
    }

    /** The files of the old log are still there: a name may be taken. */
    private SegmentName nameAt(long offset) {
        int generation =
                state.files().segments(LogFiles.LOG).stream()
                        .filter(name -> name.baseOffset() == offset)
                        .mapToInt(name -> name.generation() + 1)
                        .max()
                        .orElse(0);
        return new SegmentName(offset, generation);
    }

    @GuardedBy("working")
    private long cutAt(long offset) {
        SegmentList before = state.segments();
        Segment cut = before.all().get(before.indexOf(offset));
        BatchHeader first = cut.find(offset, cut.end().position());
        int position = first == null ? cut.end().position() : first.position();
        long end = endOfCut(cut, first == null ? offset : Math.min(offset, first.baseOffset()));

        // Durably say first that less is durable: who crashes now has lost nothing that it claims.
        if (end < state.durable().end().offset()) {
            state.durable(new LogState.Durable(null, new SegmentEnd(end, 0)));
        }
        state.logStart(Math.min(state.logStart(), end));
        directory.checkpoint();
        save(manifest.endingAt(end));

        List<Segment> kept = before.all().stream().filter(s -> s.baseOffset() < end).toList();
        List<Segment> dropped = before.all().subList(kept.size(), before.all().size());
        state.segments(new SegmentList(kept));
        dropped.forEach(Segment::markGone);
        dropped.reversed().forEach(Segment::deleteFiles);
        if (!kept.isEmpty() && kept.getLast().end().offset() > end) {
            kept.getLast().cut(new SegmentEnd(end, position));
        }
        snapshots.deleteAbove(end);
        state.epochs(state.epochs().before(end));
        state.segments(
                new SegmentList(kept)
                        .with(Segment.create(state.files(), SegmentName.appended(end))));
        closeRolled(forceAppended());
        return end;
    }

    /**
     * After a hole it is where the batch before ends: a scan of the file could find no other end.
     */
    private static long endOfCut(Segment cut, long offset) {
        return cut.isCleaned() ? cut.endOfBatchesBefore(offset) : offset;
    }

    @GuardedBy("working")
    private void save(Manifest newManifest) {
        if (!newManifest.equals(manifest)) {
            newManifest.save(state.files());
            manifest = newManifest;
        }
    }

    List<Segment> closedSegments(long from, long to) {
        List<Segment> found =
                state.segments().all().stream()
                        .filter(
                                s ->
                                        s.baseOffset() >= from
                                                && s.end().offset() <= to
                                                && s.isClosed())
                        .toList();
        if (found.isEmpty()
                || found.getFirst().baseOffset() != from
                || found.getLast().end().offset() != to) {
            throw new IllegalArgumentException("no closed segments from " + from + " to " + to);
        }
        return found;
    }

    /** Puts new segments in the place of those they were made from; false if it can't be. */
    boolean replace(SegmentRewrite rewrite) {
        working.lock();
        try {
            state.checkWritable();
            List<Segment> before = state.segments().all();
            List<Segment> old = rewrite.replacedInputs();
            int from = Collections.indexOfSubList(before, old);
            if (old.isEmpty() || from < 0 || !old.stream().allMatch(Segment::isClosed)) {
                return false;
            }
            rewrite.finishNames();
            state.files().forceNames();
            rewrite.keepFiles(true); // from here on the manifest may list them, whatever fails
            save(manifest.replacing(rewrite.entries()));
            List<Segment> after = new ArrayList<>(before.subList(0, from));
            rewrite.entries().forEach(e -> after.add(Segment.closed(state.files(), e)));
            after.addAll(before.subList(from + old.size(), before.size()));
            state.segments(new SegmentList(after));
            old.forEach(Segment::markGone);
            old.forEach(Segment::deleteFiles);
            return true;
        } catch (NoSpaceException e) {
            rewrite.keepFiles(false); // the old manifest holds, and the old files are all there
            return false;
        } catch (UncheckedIOException e) {
            throw state.failed("replacing segments failed", e);
        } finally {
            working.unlock();
        }
    }

    void deleteBefore(long newLogStart) {
        working.lock();
        try {
            state.checkWritable();
            if (newLogStart > state.durable().end().offset()) {
                throw new IllegalArgumentException(
                        "before "
                                + newLogStart
                                + ", but durable is "
                                + state.durable().end().offset());
            }
            if (newLogStart > state.logStart()) {
                state.logStart(newLogStart);
                directory.checkpoint();
                dropBefore(newLogStart);
            }
        } catch (UncheckedIOException e) {
            throw state.failed("deletion before " + newLogStart + " failed", e);
        } finally {
            working.unlock();
        }
    }

    @GuardedBy("working")
    private void dropBefore(long logStart) {
        List<Segment> all = state.segments().all();
        int count = 0;
        while (count < all.size() - 1
                && all.get(count).isClosed()
                && all.get(count).end().offset() <= logStart) {
            count++;
        }
        if (count == 0) {
            return;
        }
        SegmentList kept = new SegmentList(all.subList(count, all.size()));
        long firstOffset = kept.all().getFirst().baseOffset();
        state.segments(kept);
        state.epochs(new EpochIndex(state.epochs().between(firstOffset, Long.MAX_VALUE)));
        save(manifest.startingAt(firstOffset));
        List<Segment> dropped = all.subList(0, count);
        dropped.forEach(Segment::markGone);
        dropped.forEach(Segment::deleteFiles);
    }
}
