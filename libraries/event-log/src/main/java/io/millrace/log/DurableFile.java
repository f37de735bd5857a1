package io.millrace.log;

import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Small files that are replaced as a whole: magic, version, body, CRC-32C of all before it. After a
 * crash the old or the new content is there, never a mixture.
 */
final class DurableFile {
    private static final int MAGIC_BYTES = 4;
    private static final int FRAME_BYTES = MAGIC_BYTES + 2 + 4;
    private static final short VERSION = 1;
    private static final int BYTES_MAX = 256 << 20;

    private DurableFile() {}

    /** Durable when it returns: temporary file, fsync, rename, fsync of the directory. */
    static void replace(
            Disk disk, Path file, String magic, int bodyBytes, Consumer<ByteBuffer> body) {
        ByteBuffer content = framed(magic, bodyBytes, body);
        Path temporary = file.resolveSibling(file.getFileName() + LogFiles.TEMPORARY);
        disk.delete(temporary);
        try (DiskFile out = disk.create(temporary)) {
            out.write(content, 0);
            out.force(true);
        }
        disk.rename(temporary, file);
        disk.forceDirectory(file.resolveSibling(""));
    }

    static ByteBuffer framed(String magic, int bodyBytes, Consumer<ByteBuffer> body) {
        ByteBuffer content = ByteBuffer.allocate(FRAME_BYTES + bodyBytes);
        for (int i = 0; i < MAGIC_BYTES; i++) {
            content.put((byte) magic.charAt(i));
        }
        content.putShort(VERSION);
        body.accept(content);
        content.putInt(checksum(content, content.position()));
        return content.flip();
    }

    /** The whole file; empty if there is none. */
    static Optional<ByteBuffer> load(Disk disk, Path file) {
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        try (DiskFile in = disk.openForRead(file)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(in.size(), BYTES_MAX));
            in.read(content, 0);
            return Optional.of(content.flip());
        }
    }

    /**
     * The body of what was loaded.
     *
     * @throws CorruptRecordException if magic, version or checksum are wrong
     */
    static ByteBuffer body(ByteBuffer content, String magic, Path file) {
        int size = content.limit();
        boolean valid = size >= FRAME_BYTES && content.getShort(MAGIC_BYTES) == VERSION;
        for (int i = 0; valid && i < MAGIC_BYTES; i++) {
            valid = content.get(i) == (byte) magic.charAt(i);
        }
        if (!valid || content.getInt(size - 4) != checksum(content, size - 4)) {
            throw new CorruptRecordException(file + " is damaged");
        }
        return content.slice(MAGIC_BYTES + 2, size - FRAME_BYTES);
    }

    private static int checksum(ByteBuffer content, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(content.slice(0, bytes));
        return (int) crc.getValue();
    }
}
