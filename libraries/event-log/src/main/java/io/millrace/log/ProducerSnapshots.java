package io.millrace.log;

import io.millrace.log.disk.DiskFile;
import io.millrace.log.producer.InvalidSnapshotException;
import io.millrace.log.producer.ProducerStates;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The files {@code <offset>.producers}: what is remembered of producers by the batches below. */
final class ProducerSnapshots {
    private static final int KEPT = 2;

    private final LogFiles files;

    ProducerSnapshots(LogFiles files) {
        this.files = files;
    }

    /** Content is forced; the name is not. A torn one fails its checksum and is passed over. */
    void save(long offset, ByteBuffer snapshot) {
        Path file = files.path(offset, LogFiles.PRODUCERS);
        files.disk().delete(file);
        try (DiskFile out = files.disk().create(file)) {
            out.write(snapshot.duplicate(), 0);
            out.force(true);
        }
    }

    void keepNewest() {
        List<Long> offsets = files.offsets(LogFiles.PRODUCERS);
        offsets.subList(0, Math.max(0, offsets.size() - KEPT)).forEach(this::delete);
    }

    /** What follows these offsets is going to be other records. */
    void deleteAbove(long offset) {
        files.offsets(LogFiles.PRODUCERS).stream().filter(o -> o > offset).forEach(this::delete);
    }

    void deleteAll() {
        files.offsets(LogFiles.PRODUCERS).forEach(this::delete);
    }

    private void delete(long offset) {
        files.disk().delete(files.path(offset, LogFiles.PRODUCERS));
    }

    /**
     * Brings the states to where they were at an offset: the newest snapshot that is not above it,
     * and the batches from there on.
     *
     * @return false if a batch below the offset is damaged
     */
    boolean restore(ProducerStates states, SegmentList segments, long endOffset) {
        states.clear();
        List<Long> offsets = files.offsets(LogFiles.PRODUCERS);
        for (int i = offsets.size() - 1; i >= 0 && states.nextOffset() == 0; i--) {
            if (offsets.get(i) <= endOffset) {
                load(states, offsets.get(i));
            }
        }
        for (Segment segment : segments.all()) {
            if (segment.end().offset() > states.nextOffset() && !feed(states, segment, endOffset)) {
                return false;
            }
        }
        return true;
    }

    private void load(ProducerStates states, long offset) {
        try (DiskFile in = files.disk().openForRead(files.path(offset, LogFiles.PRODUCERS))) {
            ByteBuffer content = ByteBuffer.allocate((int) in.size());
            in.read(content, 0);
            states.restore(content.flip());
        } catch (InvalidSnapshotException e) {
            states.clear(); // an older one and more batches give the same
        }
    }

    private static boolean feed(ProducerStates states, Segment segment, long endOffset) {
        SegmentEnd end = segment.end();
        BatchHeader first;
        try {
            first = segment.find(states.nextOffset(), end.position());
        } catch (CorruptRecordException e) {
            return false;
        }
        if (first == null) {
            return true;
        }
        BatchScan scan = segment.scan(first.position());
        while (scan.position() < end.position()) {
            RecordBatch batch = scan.next();
            if (batch == null) {
                return false;
            }
            if (batch.baseOffset() >= endOffset) {
                break;
            }
            states.appended(batch, segment.times().appendTimeOf(batch.baseOffset()).orElse(-1));
        }
        return true;
    }
}
