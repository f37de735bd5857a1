package io.millrace.broker.partition;

import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import io.millrace.protocol.metadata.MetadataPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The newest metadata that this broker ever acted on, in a file of its data directory. It is how a
 * control plane that has lost commits is found out (replication.md 4.6).
 *
 * <p>One line: cluster id, claim, version, CRC. A crash leaves the old line or the new one. One
 * thread.
 */
final class SeenMetadata {
    private static final String FILE = "metadata-seen";

    private static final String TEMPORARY = FILE + ".tmp";
    private static final int BYTES_MAX = 256;

    private final Disk disk;
    private final Path directory;
    private final Path file;
    private Optional<UUID> clusterId = Optional.empty();
    private Optional<MetadataPosition> position = Optional.empty();

    /**
     * @throws IllegalStateException if the file is damaged: the operator must decide
     */
    SeenMetadata(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.file = directory.resolve(FILE);
        if (disk.exists(file)) {
            read();
        }
    }

    /** Whether a name in the data directory is that of this file. */
    static boolean owns(String name) {
        return name.equals(FILE) || name.equals(TEMPORARY);
    }

    /** Empty if this directory belongs to no cluster yet. */
    Optional<UUID> clusterId() {
        return clusterId;
    }

    /** Empty if there never was any. */
    Optional<MetadataPosition> position() {
        return position;
    }

    /** −1 if there never was any. */
    long version() {
        return position.map(MetadataPosition::version).orElse(-1L);
    }

    /** Durable when it returns; lower versions change nothing. */
    void remember(UUID cluster, MetadataPosition newer) {
        if (newer.version() <= version()) {
            return;
        }
        String line = cluster + " " + newer.claim() + " " + newer.version();
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line + " " + crcOf(line) + "\n");
        Path temporary = directory.resolve(TEMPORARY);
        disk.delete(temporary);
        try (DiskFile out = disk.create(temporary)) {
            out.write(bytes, 0);
            out.force(true);
        }
        disk.rename(temporary, file);
        disk.forceDirectory(directory);
        clusterId = Optional.of(cluster);
        position = Optional.of(newer);
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
        try (DiskFile in = disk.openForRead(file)) {
            in.read(bytes, 0);
        }
        String[] words =
                StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip().split(" ", 4);
        if (words.length != 4
                || !words[3].equals(crcOf(words[0] + " " + words[1] + " " + words[2]))) {
            throw new IllegalStateException(
                    file + " is damaged: it says which cluster and metadata this broker has seen");
        }
        clusterId = Optional.of(UUID.fromString(words[0]));
        position =
                Optional.of(
                        new MetadataPosition(UUID.fromString(words[1]), Long.parseLong(words[2])));
    }

    private static String crcOf(String line) {
        CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }
}
