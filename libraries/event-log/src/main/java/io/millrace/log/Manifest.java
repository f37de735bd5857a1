package io.millrace.log;

import io.millrace.log.EpochIndex.EpochStart;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The closed segments of a log, one behind the other. Immutable; written as a whole. */
record Manifest(List<ManifestEntry> entries) {
    static final String FILE = "manifest";
    static final Manifest EMPTY = new Manifest(List.of());
    private static final String MAGIC = "MRMF";
    private static final int ENTRY_BYTES = 8 + 8 + 4 + 4 + 4 + 8 + 8 + 4 + 4 + 4 + 4 + 4;
    private static final int EPOCH_BYTES = 4 + 8;

    Manifest {
        entries = List.copyOf(entries);
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).baseOffset() != entries.get(i - 1).endOffset()) {
                throw new IllegalArgumentException("segments don't join: " + entries);
            }
        }
    }

    Manifest with(ManifestEntry entry) {
        List<ManifestEntry> longer = new ArrayList<>(entries);
        longer.add(entry);
        return new Manifest(longer);
    }

    /** Without the segments that end behind the offset. */
    Manifest endingAt(long offset) {
        return new Manifest(entries.stream().filter(e -> e.endOffset() <= offset).toList());
    }

    /** With the segments of a range replaced by others that cover the same range. */
    Manifest replacing(List<ManifestEntry> others) {
        long from = others.getFirst().baseOffset();
        long to = others.getLast().endOffset();
        List<ManifestEntry> all = new ArrayList<>();
        entries.stream().filter(e -> e.endOffset() <= from).forEach(all::add);
        all.addAll(others);
        entries.stream().filter(e -> e.baseOffset() >= to).forEach(all::add);
        return new Manifest(all);
    }

    /** Without the segments that start before the offset. */
    Manifest startingAt(long offset) {
        return new Manifest(entries.stream().filter(e -> e.baseOffset() >= offset).toList());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    static Manifest load(LogFiles files) {
        Path file = files.path().resolve(FILE);
        return DurableFile.load(files.disk(), file)
                .map(content -> decode(DurableFile.body(content, MAGIC, file), file))
                .orElse(EMPTY);
    }

    void save(LogFiles files) {
        int bytes = 4;
        for (ManifestEntry entry : entries) {
            bytes += ENTRY_BYTES + entry.epochs().size() * EPOCH_BYTES;
        }
        DurableFile.replace(files.disk(), files.path().resolve(FILE), MAGIC, bytes, this::encode);
    }

    private void encode(ByteBuffer out) {
        out.putInt(entries.size());
        for (ManifestEntry entry : entries) {
            out.putLong(entry.baseOffset()).putLong(entry.endOffset());
            out.putInt(entry.sizeInBytes()).putInt(entry.crc());
            out.putInt(entry.generation());
            out.putLong(entry.largestTimestampMs()).putLong(entry.lastAppendTimeMs());
            out.putInt(entry.indexBytes()).putInt(entry.indexCrc());
            out.putInt(entry.timeIndexBytes()).putInt(entry.timeIndexCrc());
            out.putInt(entry.epochs().size());
            for (EpochStart start : entry.epochs()) {
                out.putInt(start.epoch()).putLong(start.offset());
            }
        }
    }

    private static Manifest decode(ByteBuffer in, Path file) {
        try {
            List<ManifestEntry> entries = new ArrayList<>();
            for (int left = in.getInt(); left > 0; left--) {
                entries.add(entry(in));
            }
            return new Manifest(entries);
        } catch (RuntimeException e) {
            throw new CorruptRecordException(file + " can't be read: " + e);
        }
    }

    private static ManifestEntry entry(ByteBuffer in) {
        return new ManifestEntry(
                in.getLong(),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                epochs(in));
    }

    private static List<EpochStart> epochs(ByteBuffer in) {
        List<EpochStart> starts = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            starts.add(new EpochStart(in.getInt(), in.getLong()));
        }
        return starts;
    }
}
