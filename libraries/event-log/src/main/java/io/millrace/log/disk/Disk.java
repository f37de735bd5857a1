package io.millrace.log.disk;

import java.nio.file.Path;
import java.util.List;

/**
 * Everything that the log asks of a file system, and nothing more. Methods may be called by any
 * thread.
 *
 * <p>Nothing is durable before it is forced: the content of a file by {@link DiskFile#force}, its
 * name (created, renamed or deleted) by {@link #forceDirectory} on the directory that holds it.
 *
 * <p>Failures are {@link java.io.UncheckedIOException}s; {@link NoSpaceException} tells a full disk
 * from all others, {@link NoSuchFileFailure} a missing file.
 */
public interface Disk {
    /** Opens an existing file for reading only. */
    DiskFile openForRead(Path file);

    /** Opens an existing file for reading and writing. */
    DiskFile openForWrite(Path file);

    /** Creates a file that must not exist yet, open for reading and writing. */
    DiskFile create(Path file);

    boolean exists(Path file);

    /** Names of the entries of a directory, sorted; empty if there is no such directory. */
    List<String> list(Path directory);

    /** Creates a directory and its missing parents; does nothing if it exists. */
    void createDirectories(Path directory);

    /** Renames a file or directory atomically; an existing file at {@code to} is replaced. */
    void rename(Path from, Path to);

    /** Deletes a file or an empty directory; does nothing if it is missing. */
    void delete(Path file);

    /** Makes the names in a directory durable. */
    void forceDirectory(Path directory);

    /** Space of the volume in bytes. */
    DiskSpace space(Path directory);

    /**
     * Takes the lock file for this process, creating it if needed, until the result is closed.
     *
     * @throws DirectoryLockedException if somebody else holds it
     */
    DiskLock lock(Path file);
}
