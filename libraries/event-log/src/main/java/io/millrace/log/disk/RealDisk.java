package io.millrace.log.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file system of this machine. Stateless. */
public final class RealDisk implements Disk {
    @Override
    public DiskFile openForRead(Path file) {
        return open(file, READ);
    }

    @Override
    public DiskFile openForWrite(Path file) {
        return open(file, READ, WRITE);
    }

    @Override
    public DiskFile create(Path file) {
        return open(file, READ, WRITE, CREATE_NEW);
    }

    private static DiskFile open(Path file, OpenOption... options) {
        return new RealFile(file, IoFailures.of(file, () -> FileChannel.open(file, options)));
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public List<String> list(Path directory) {
        return IoFailures.of(
                directory,
                () -> {
                    try (Stream<Path> entries = Files.list(directory)) {
                        return entries.map(RealDisk::nameOf).sorted().toList();
                    } catch (NoSuchFileException e) {
                        return List.of();
                    }
                });
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public void createDirectories(Path directory) {
        IoFailures.of(directory, () -> Files.createDirectories(directory));
    }

    @Override
    public void rename(Path from, Path to) {
        IoFailures.of(from, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void delete(Path file) {
        IoFailures.of(file, () -> Files.deleteIfExists(file));
    }

    @Override
    public void forceDirectory(Path directory) {
        IoFailures.of(
                directory,
                () -> {
                    try (FileChannel channel = FileChannel.open(directory, READ)) {
                        channel.force(true);
                    }
                    return true;
                });
    }

    @Override
    public DiskSpace space(Path directory) {
        return IoFailures.of(
                directory,
                () -> {
                    FileStore store = Files.getFileStore(directory);
                    return new DiskSpace(store.getTotalSpace(), store.getUsableSpace());
                });
    }

    @Override
    public DiskLock lock(Path file) {
        return IoFailures.of(
                file,
                () -> {
                    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
                    if (tryLock(channel) == null) {
                        channel.close();
                        throw new DirectoryLockedException(
                                file + " is held by another process: one process per directory");
                    }
                    return () -> IoFailures.of(file, () -> closed(channel));
                });
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process holds it
        }
    }

    private static boolean closed(FileChannel channel) throws IOException {
        channel.close();
        return true;
    }
}
