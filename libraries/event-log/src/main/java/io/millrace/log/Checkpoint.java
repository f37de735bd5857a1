package io.millrace.log;

import io.millrace.log.disk.Disk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The recovery points of all logs of a directory, by name. Immutable; written as a whole. */
record Checkpoint(Map<String, RecoveryPoint> points) {
    static final String FILE = "checkpoint";
    private static final String MAGIC = "MRCP";
    private static final int ENTRY_BYTES = 2 + 8 + 8 + 8;

    Checkpoint {
        points = Map.copyOf(points);
    }

    /**
     * Empty if there is none yet.
     *
     * @throws CorruptRecordException if it is damaged
     */
    static Optional<Checkpoint> load(Disk disk, Path directory) {
        Path file = directory.resolve(FILE);
        return DurableFile.load(disk, file)
                .map(content -> decode(DurableFile.body(content, MAGIC, file)));
    }

    private static Checkpoint decode(ByteBuffer in) {
        Map<String, RecoveryPoint> points = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            byte[] name = new byte[in.getShort()];
            in.get(name);
            points.put(
                    new String(name, StandardCharsets.UTF_8),
                    new RecoveryPoint(in.getLong(), in.getLong(), in.getLong()));
        }
        return new Checkpoint(points);
    }

    void save(Disk disk, Path directory) {
        Map<String, RecoveryPoint> sorted = new TreeMap<>(points);
        int bytes = 4;
        for (String name : sorted.keySet()) {
            bytes += ENTRY_BYTES + name.getBytes(StandardCharsets.UTF_8).length;
        }
        DurableFile.replace(
                disk, directory.resolve(FILE), MAGIC, bytes, out -> encode(sorted, out));
    }

    private static void encode(Map<String, RecoveryPoint> points, ByteBuffer out) {
        out.putInt(points.size());
        points.forEach(
                (name, point) -> {
                    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                    out.putShort((short) bytes.length).put(bytes);
                    out.putLong(point.flushed())
                            .putLong(point.highWatermark())
                            .putLong(point.logStart());
                });
    }
}
