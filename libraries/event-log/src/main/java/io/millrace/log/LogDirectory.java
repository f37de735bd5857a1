package io.millrace.log;

import io.millrace.log.disk.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * One data directory with many logs: its lock, its checkpoint, its clean-shutdown marker, its free
 * space. Any thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LogDirectory implements AutoCloseable {
    private LogDirectory() {}

    /**
     * Takes the directory (created if missing) for this process and reads its checkpoint.
     *
     * @throws io.millrace.log.disk.DirectoryLockedException if somebody else works in it
     */
    public static LogDirectory open(Disk disk, Path path, DirectoryConfig config) {
        throw new UnsupportedOperationException();
    }

    /** Names of the logs that lie here, whether open or not; sorted. */
    public List<String> logNames() {
        throw new UnsupportedOperationException();
    }

    /** Whatever was given to {@link #closeCleanly} at the last shutdown; empty after a crash. */
    public OptionalLong brokerEpochOfCleanShutdown() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes durable end, high watermark and start of every open log, durably; looks at the free
     * space. Call it every second.
     */
    public void checkpoint() {
        throw new UnsupportedOperationException();
    }

    /** True while appends are refused because free space is below the reserve. */
    public boolean belowReserve() {
        throw new UnsupportedOperationException();
    }

    /** Moves a closed log to {@code trash/<name>.<suffix>}, durably. */
    public void moveToTrash(String name, String suffix) {
        throw new UnsupportedOperationException();
    }

    /** Moves a closed log to {@code stray/<name>}, durably; nothing there is ever deleted by us. */
    public void moveToStray(String name) {
        throw new UnsupportedOperationException();
    }

    /** Names in the trash; sorted. */
    public List<String> trash() {
        throw new UnsupportedOperationException();
    }

    /** Deletes one entry of the trash for ever. */
    public void emptyTrash(String trashName) {
        throw new UnsupportedOperationException();
    }

    /**
     * After every log was closed: leaves the marker that spares the next start its scan, and the
     * lock.
     */
    public void closeCleanly(long brokerEpoch) {
        throw new UnsupportedOperationException();
    }

    /** Leaves the lock without a marker, as a crash would. Open logs fail. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
