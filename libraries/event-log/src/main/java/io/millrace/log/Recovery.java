package io.millrace.log;

import io.millrace.log.LogHealth.Status;
import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import io.millrace.log.producer.ProducerStates;
import io.millrace.protocol.batch.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files of one log as a crash may have left them. Nothing is changed before the verdict:
 * a log that is LOST or CORRUPT stays as it was found. Used once, by one thread.
 */
final class Recovery {
    private final LogDirectory directory;
    private final LogConfig config;
    private final LogFiles files;
    private final Disk disk;
    private final Optional<RecoveryPoint> known;
    private final ProducerStates producers;
    private final boolean mustExist;
    private final List<Segment> segments = new ArrayList<>();
    private Manifest manifest = Manifest.EMPTY;
    private EpochIndex epochs = EpochIndex.EMPTY;
    private long logStart;
    private long end;
    private long listedEnd;
    private long lastAppendTimeMs = -1;

    /** Why the log can't be used; the first finding counts. */
    private @Nullable LogHealth finding;

    /**
     * @param mustExist whether the log is known to have been here; one that a checkpoint knows is
     */
    Recovery(
            LogDirectory directory,
            String name,
            LogConfig config,
            ProducerStates producers,
            boolean mustExist) {
        this.directory = directory;
        this.config = config;
        this.files = directory.filesOf(name);
        this.disk = files.disk();
        this.known = directory.known(name);
        this.producers = producers;
        this.mustExist = mustExist || known.isPresent();
    }

    LogState run() {
        findDirectory();
        if (finding == null) {
            loadManifest();
        }
        if (finding == null) {
            List<SegmentName> unlisted = unlisted();
            start(unlisted);
            takeListed();
            listedEnd = end;
            restoreProducers();
            boolean isWhole = scan(unlisted);
            judge(isWhole);
        }
        LogHealth health = finding == null ? LogHealth.GOOD : finding;
        if (health.isOk()) {
            repair();
        }
        var recovered = new LogState.Recovered(new SegmentList(segments), epochs, logStart, end);
        return new LogState(files, health, point(), recovered);
    }

    /** Makes a new log's directory; never that of a log that was here before. */
    private void findDirectory() {
        boolean exists = disk.exists(files.path());
        if (!exists && mustExist) {
            logStart = point().logStart();
            end = logStart;
            flag(Status.LOST, "its directory is gone");
        } else if (!exists) {
            disk.createDirectories(files.path());
            disk.forceDirectory(files.path().resolveSibling(""));
        } else if (known.isEmpty()
                && directory.isCheckpointDamaged()
                && files.segments(LogFiles.LOG).isEmpty()) {
            flag(Status.LOST, "its files are gone, and the checkpoint is damaged");
        }
    }

    private void loadManifest() {
        try {
            manifest = Manifest.load(files);
        } catch (CorruptRecordException e) {
            flag(Status.CORRUPT, e.getMessage());
        }
    }

    Manifest manifest() {
        return manifest;
    }

    private long manifestEnd() {
        return manifest.isEmpty() ? 0 : manifest.entries().getLast().endOffset();
    }

    /** With a damaged checkpoint nobody knows what was durable: then everything must be right. */
    private RecoveryPoint point() {
        return known.orElseGet(
                () ->
                        directory.isCheckpointDamaged()
                                ? new RecoveryPoint(Long.MAX_VALUE, 0, 0)
                                : RecoveryPoint.START);
    }

    private long durableEnd() {
        return known.isPresent() || !directory.isCheckpointDamaged()
                ? Math.max(point().flushed(), manifestEnd())
                : end;
    }

    /** Files behind the listed ones. Those below the log's start were being deleted. */
    private List<SegmentName> unlisted() {
        List<SegmentName> names =
                files.segments(LogFiles.LOG).stream()
                        .filter(name -> name.baseOffset() >= manifestEnd())
                        .toList();
        int first = 0;
        while (first + 1 < names.size()
                && names.get(first + 1).baseOffset() <= point().logStart()) {
            first++;
        }
        return names.subList(first, names.size());
    }

    private void start(List<SegmentName> unlisted) {
        if (!manifest.isEmpty()) {
            logStart = known.map(RecoveryPoint::logStart).orElse(firstOf(manifest));
            end = firstOf(manifest);
        } else if (unlisted.isEmpty()) {
            logStart = point().logStart();
            end = logStart;
        } else {
            long first = unlisted.getFirst().baseOffset();
            logStart = known.map(RecoveryPoint::logStart).orElse(first);
            end = Math.min(first, logStart);
        }
        if (end > logStart) {
            flag(Status.CORRUPT, "starts at " + end + ", not at " + logStart);
        }
    }

    private static long firstOf(Manifest manifest) {
        return manifest.entries().getFirst().baseOffset();
    }

    /** Closed segments are durable: they must be there with all their bytes. */
    private void takeListed() {
        for (ManifestEntry entry : manifest.entries()) {
            long size = sizeOf(entry.name());
            if (size != entry.sizeInBytes()) {
                String found = size < 0 ? "missing" : size + " bytes long";
                flag(
                        Status.CORRUPT,
                        entry.name().file(LogFiles.LOG)
                                + (" is " + found + ", not " + entry.sizeInBytes()));
            }
            if (finding != null) {
                return;
            }
            segments.add(Segment.closed(files, entry));
            for (EpochIndex.EpochStart start : entry.epochs()) {
                epochs = epochs.with(start.epoch(), start.offset());
            }
            lastAppendTimeMs = Math.max(lastAppendTimeMs, entry.lastAppendTimeMs());
            end = entry.endOffset();
        }
    }

    private long sizeOf(SegmentName name) {
        if (!disk.exists(files.path(name, LogFiles.LOG))) {
            return -1;
        }
        try (DiskFile in = disk.openForRead(files.path(name, LogFiles.LOG))) {
            return in.size();
        }
    }

    private void restoreProducers() {
        SegmentList listed = new SegmentList(segments);
        if (finding == null && !new ProducerSnapshots(files).restore(producers, listed, end)) {
            flag(Status.CORRUPT, "a closed segment is damaged behind " + producers.nextOffset());
        }
    }

    /**
     * Takes the files that aren't listed as far as they are good; false if anything is left over.
     */
    private boolean scan(List<SegmentName> unlisted) {
        for (SegmentName name : unlisted) {
            if (finding != null || name.baseOffset() != end) {
                return false;
            }
            Segment segment = Segment.found(files, name, lastAppendTimeMs);
            segments.add(segment);
            if (!scan(segment)) {
                return false;
            }
        }
        return true;
    }

    private boolean scan(Segment segment) {
        long size = segment.fileSize();
        BatchScan scan = segment.scan(0);
        RecordBatch batch = scan.next();
        while (batch != null && follows(batch, segment.isCleaned())) {
            segment.recovered(batch, config.indexIntervalBytes());
            epochs = epochs.with(batch.leaderEpoch(), batch.baseOffset());
            lastAppendTimeMs = segment.lastAppendTimeMs().orElse(lastAppendTimeMs);
            producers.appended(batch, lastAppendTimeMs);
            end = batch.nextOffset();
            batch = scan.next();
        }
        segment.recoveredAll();
        return segment.end().position() == size;
    }

    private boolean follows(RecordBatch batch, boolean mayHaveHoles) {
        return (mayHaveHoles ? batch.baseOffset() >= end : batch.baseOffset() == end)
                && batch.leaderEpoch() >= epochs.last().orElse(Integer.MIN_VALUE);
    }

    private void judge(boolean isWhole) {
        if (!isWhole && end < durableEnd()) {
            flag(
                    Status.CORRUPT,
                    "damaged at offset " + end + ", but durable up to " + durableEnd());
        } else if (!isWhole && directory.isCheckpointDamaged() && known.isEmpty()) {
            flag(Status.CORRUPT, "ends badly at offset " + end + ", and the checkpoint is damaged");
        } else if (end < durableEnd()) {
            flag(Status.LOST, "ends at offset " + end + ", but was durable up to " + durableEnd());
        }
    }

    private void flag(Status status, @Nullable String detail) {
        if (finding == null) {
            finding = new LogHealth(status, String.valueOf(detail));
        }
    }

    /** Takes the torn tail away, and what deletions and closings left half done. */
    private void repair() {
        List<SegmentName> listed = manifest.entries().stream().map(ManifestEntry::name).toList();
        for (String suffix : List.of(LogFiles.LOG, LogFiles.INDEX, LogFiles.TIME_INDEX)) {
            for (SegmentName name : files.segments(suffix).reversed()) {
                boolean isUsed = segments.stream().anyMatch(s -> s.name().equals(name));
                if (!isUsed && !listed.contains(name)) {
                    disk.delete(files.path(name, suffix));
                }
            }
        }
        new ProducerSnapshots(files).deleteAbove(listedEnd);
        for (String name : disk.list(files.path())) {
            if (name.endsWith(LogFiles.TEMPORARY) || name.endsWith(LogFiles.CLEANED)) {
                disk.delete(files.path().resolve(name));
            }
        }
        Segment last = segments.isEmpty() ? null : segments.getLast();
        if (last == null || last.isClosed()) {
            segments.add(Segment.create(files, SegmentName.appended(end)));
        } else {
            last.truncateFileToEnd();
        }
        files.forceNames();
    }
}
