package io.millrace.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskLock;
import io.millrace.log.disk.DiskSpace;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * One data directory with many logs: its lock, its checkpoint, its clean-shutdown marker, its free
 * space. Any thread.
 */
public final class LogDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "lock";
    private static final String MARKER_FILE = "clean-shutdown";
    private static final String MARKER_MAGIC = "MRCS";
    private static final String TRASH = "trash";
    private static final String STRAY = "stray";
    private static final String DAMAGED_CHECKPOINT = Checkpoint.FILE + ".damaged";
    private static final long RESERVE_BYTES_MAX = 1L << 30;
    private static final int RESERVE_SHARE = 50;
    private static final long LOOK_AT_SPACE_EVERY_BYTES = 16L << 20;

    private final Disk disk;
    private final Path path;
    private final DirectoryConfig config;
    private final DiskLock lock;
    private final OpenFiles openFiles;
    private final OptionalLong brokerEpoch;
    private final boolean checkpointIsDamaged;
    private final AtomicLong appendedBytes = new AtomicLong();
    private volatile boolean belowReserve;

    /**
     * Held while the checkpoint is collected and written, so that the newest file has the newest
     * points: a truncation relies on that.
     */
    private final ReentrantLock checkpointing = new ReentrantLock();

    @GuardedBy("checkpointing")
    private final Map<String, LogState> logs = new HashMap<>();

    @GuardedBy("checkpointing")
    private final Map<String, RecoveryPoint> known = new HashMap<>();

    @GuardedBy("checkpointing")
    private Checkpoint written = new Checkpoint(Map.of());

    private LogDirectory(Disk disk, Path path, DirectoryConfig config) {
        this.disk = disk;
        this.path = path;
        this.config = config;
        this.openFiles = new OpenFiles(disk, config.openFilesMax());
        this.lock = disk.lock(path.resolve(LOCK_FILE));
        try {
            written = Checkpoint.load(disk, path).orElse(written);
            known.putAll(written.points());
        } catch (CorruptRecordException e) {
            disk.rename(path.resolve(Checkpoint.FILE), path.resolve(DAMAGED_CHECKPOINT));
            disk.forceDirectory(path);
        }
        this.checkpointIsDamaged = disk.exists(path.resolve(DAMAGED_CHECKPOINT));
        this.brokerEpoch = takeMarker();
        lookAtSpace();
    }

    /**
     * Takes the directory (created if missing) for this process and reads its checkpoint.
     *
     * @throws io.millrace.log.disk.DirectoryLockedException if somebody else works in it
     */
    public static LogDirectory open(Disk disk, Path path, DirectoryConfig config) {
        disk.createDirectories(path);
        return new LogDirectory(disk, path, config);
    }

    /** From the first write on, only a clean shutdown may leave the marker again. */
    private OptionalLong takeMarker() {
        Path file = path.resolve(MARKER_FILE);
        Optional<ByteBuffer> content = DurableFile.load(disk, file);
        if (content.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong epoch;
        try {
            ByteBuffer body = DurableFile.body(content.get(), MARKER_MAGIC, file);
            epoch = OptionalLong.of(body.getLong());
        } catch (CorruptRecordException e) {
            epoch = OptionalLong.empty(); // as after a crash
        }
        disk.delete(file);
        disk.forceDirectory(path);
        return epoch;
    }

    /**
     * Names of the logs that lie here, whether open or not, and of those that the checkpoint knows
     * though they are gone; sorted.
     */
    public List<String> logNames() {
        checkpointing.lock();
        try {
            return Stream.concat(disk.list(path).stream(), known.keySet().stream())
                    .filter(LogDirectory::isLogName)
                    .distinct()
                    .sorted()
                    .toList();
        } finally {
            checkpointing.unlock();
        }
    }

    private static boolean isLogName(String name) {
        return !name.equals(LOCK_FILE)
                && !name.equals(TRASH)
                && !name.equals(STRAY)
                && !name.startsWith(MARKER_FILE)
                && !name.startsWith(Checkpoint.FILE);
    }

    /** Whatever was given to {@link #closeCleanly} at the last shutdown; empty after a crash. */
    public OptionalLong brokerEpochOfCleanShutdown() {
        return brokerEpoch;
    }

    /**
     * Writes durable end, high watermark and start of every log, durably; looks at the free space.
     * Call it every second. If it throws, the checkpoint of before still holds: it claims less.
     */
    public void checkpoint() {
        lookAtSpace();
        checkpointing.lock();
        try {
            logs.forEach((name, log) -> known.put(name, log.recoveryPoint()));
            Checkpoint now = new Checkpoint(known);
            if (!now.equals(written)) {
                now.save(disk, path);
                written = now;
            }
        } finally {
            checkpointing.unlock();
        }
    }

    /** True while appends are refused because free space is below the reserve. */
    public boolean belowReserve() {
        return belowReserve;
    }

    private void lookAtSpace() {
        DiskSpace space = disk.space(path);
        long reserve =
                config.reserveBytes()
                        .orElse(Math.min(RESERVE_BYTES_MAX, space.totalBytes() / RESERVE_SHARE));
        belowReserve = space.usableBytes() < reserve;
    }

    /** Told by each append, so that a fast writer doesn't outrun the second's look. */
    void appended(int bytes) {
        if (appendedBytes.addAndGet(bytes) >= LOOK_AT_SPACE_EVERY_BYTES) {
            appendedBytes.set(0);
            lookAtSpace();
        }
    }

    /**
     * Gives up, durably, what a closed log has lost: it is opened next with whatever is left of it.
     */
    public void forget(String name) {
        checkpointing.lock();
        try {
            if (logs.containsKey(name)) {
                throw new IllegalStateException(name + " is open");
            }
            known.remove(name);
            checkpoint();
        } finally {
            checkpointing.unlock();
        }
    }

    /**
     * Moves a closed log to {@code trash/<name>.<suffix>}, durably; one that is gone is forgotten.
     */
    public void moveToTrash(String name, String suffix) {
        move(name, path.resolve(TRASH), name + "." + suffix);
    }

    /**
     * Moves a closed log to {@code stray/<name>.<suffix>}, durably; nothing there is ever deleted
     * by us.
     */
    public void moveToStray(String name, String suffix) {
        move(name, path.resolve(STRAY), name + "." + suffix);
    }

    private void move(String name, Path target, String newName) {
        disk.createDirectories(target);
        checkpointing.lock();
        try {
            // Forgotten first: a log that the checkpoint knows and that is gone counts as lost.
            forget(name);
            if (disk.exists(path.resolve(name))) {
                disk.rename(path.resolve(name), target.resolve(newName));
                disk.forceDirectory(target);
                disk.forceDirectory(path);
            }
        } finally {
            checkpointing.unlock();
        }
    }

    /** Names in the trash; sorted. */
    public List<String> trash() {
        return disk.list(path.resolve(TRASH));
    }

    /** Deletes one entry of the trash for ever. */
    public void emptyTrash(String trashName) {
        Path log = path.resolve(TRASH).resolve(trashName);
        for (String file : disk.list(log)) {
            disk.delete(log.resolve(file));
        }
        disk.delete(log);
    }

    /**
     * After every log was closed: leaves the marker that tells a clean shutdown, and the lock.
     *
     * @throws IllegalStateException if a log is still open
     */
    public void closeCleanly(long newBrokerEpoch) {
        checkpointing.lock();
        try {
            if (!logs.isEmpty()) {
                throw new IllegalStateException("still open: " + logs.keySet());
            }
        } finally {
            checkpointing.unlock();
        }
        checkpoint();
        DurableFile.replace(
                disk,
                path.resolve(MARKER_FILE),
                MARKER_MAGIC,
                Long.BYTES,
                out -> out.putLong(newBrokerEpoch));
        close();
    }

    /** Leaves the lock without a marker, as a crash would. */
    @Override
    public void close() {
        openFiles.close();
        lock.close();
    }

    LogFiles filesOf(String name) {
        return new LogFiles(disk, path.resolve(name), openFiles);
    }

    /** Empty for a log that no checkpoint has seen. */
    Optional<RecoveryPoint> known(String name) {
        checkpointing.lock();
        try {
            return Optional.ofNullable(known.get(name));
        } finally {
            checkpointing.unlock();
        }
    }

    /**
     * Then for logs without a point no durable end is known, and what looks like a torn tail may be
     * damage.
     */
    boolean isCheckpointDamaged() {
        return checkpointIsDamaged;
    }

    void register(String name, LogState log) {
        checkpointing.lock();
        try {
            if (logs.putIfAbsent(name, log) != null) {
                throw new IllegalStateException(name + " is open already");
            }
        } finally {
            checkpointing.unlock();
        }
    }

    void unregister(String name, LogState log) {
        checkpointing.lock();
        try {
            if (logs.remove(name, log)) {
                known.put(name, log.recoveryPoint());
            }
        } finally {
            checkpointing.unlock();
        }
    }
}
