package io.millrace.log.testing;

import io.millrace.log.disk.DirectoryLockedException;
import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import io.millrace.log.disk.DiskLock;
import io.millrace.log.disk.DiskSpace;
import io.millrace.log.disk.NoSpaceException;
import io.millrace.log.disk.NoSuchFileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * A disk in memory whose page cache forgets. What was written, and every name that was made,
 * changed or removed, is a pending {@link Change} until it is forced. {@link #afterPowerCut} gives
 * the disk that is found when only some of the pending changes had reached the platter.
 *
 * <p>Safe for several threads; one lock for everything.
 */
public final class SimulatedDisk implements Disk {
    static final int SECTOR_BYTES = 512;

    private final Map<Path, Inode> names = new TreeMap<>();
    private final Map<Path, Inode> durableNames;
    private final List<Change> pending = new ArrayList<>();
    private final Set<Path> directories = new HashSet<>();
    private final Set<Path> locked = new HashSet<>();
    private long capacityBytes = Long.MAX_VALUE / 4;
    private boolean failForce;
    private Consumer<String> beforeOperation = operation -> {};

    /** An empty disk. */
    public SimulatedDisk() {
        this(Map.of(), Set.of());
    }

    private SimulatedDisk(Map<Path, Inode> found, Set<Path> directories) {
        names.putAll(found);
        durableNames = new TreeMap<>(found);
        this.directories.addAll(directories);
    }

    /** Called before whatever changes the disk; may throw to cut the power at this point. */
    public synchronized void beforeOperation(Consumer<String> hook) {
        beforeOperation = hook;
    }

    /** From now on the disk holds so many bytes; what doesn't fit is not written. */
    public synchronized void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** From now on every force fails, and forgets what it should have made durable. */
    public synchronized void failForce(boolean fail) {
        failForce = fail;
    }

    /** How many changes are not forced, a write of several sectors counting as several. */
    public synchronized int pendingChanges() {
        return pending.size();
    }

    /** The disk after a power cut that only the chosen pending changes survive. */
    public synchronized SimulatedDisk afterPowerCut(IntPredicate survives) {
        Map<Inode, Inode> copies = new IdentityHashMap<>();
        Map<Path, Inode> found = new TreeMap<>();
        durableNames.forEach((path, inode) -> found.put(path, copyOf(inode, copies)));
        for (int i = 0; i < pending.size(); i++) {
            if (survives.test(i)) {
                pending.get(i).applyTo(found, inode -> copyOf(inode, copies));
            }
        }
        return new SimulatedDisk(found, directories);
    }

    private static Inode copyOf(Inode inode, Map<Inode, Inode> copies) {
        return copies.computeIfAbsent(inode, i -> new Inode(i.durable()));
    }

    /** The same disk for another process after kill -9: nothing is lost, nothing is forced. */
    public synchronized SimulatedDisk afterKill() {
        return afterPowerCut(change -> true);
    }

    /** Flips one bit of a file, durably. */
    public synchronized void flip(Path file, long bit) {
        inode(file).flip(bit);
    }

    /** Cuts a file, durably and silently. */
    public synchronized void cut(Path file, int bytes) {
        inode(file).cutSilently(bytes);
    }

    public synchronized byte[] content(Path file) {
        return inode(file).current().toBytes();
    }

    @Override
    public DiskFile openForRead(Path file) {
        return openForWrite(file);
    }

    @Override
    public synchronized DiskFile openForWrite(Path file) {
        return new SimulatedFile(this, inode(file));
    }

    @Override
    public synchronized DiskFile create(Path file) {
        operation("create " + file);
        if (names.containsKey(file)) {
            throw new UncheckedIOException(new IOException(file + " exists"));
        }
        if (usedBytes() >= capacityBytes) {
            throw new NoSpaceException(file + ": full", new IOException("full"));
        }
        Inode inode = new Inode(new Content());
        names.put(file, inode);
        pending.add(new Change.Name(file, inode));
        return new SimulatedFile(this, inode);
    }

    private Inode inode(Path file) {
        Inode inode = names.get(file);
        if (inode == null) {
            throw new NoSuchFileFailure(file + " is missing", new IOException("missing"));
        }
        return inode;
    }

    @Override
    public synchronized boolean exists(Path file) {
        return names.containsKey(file) || directories.contains(file);
    }

    @Override
    public synchronized List<String> list(Path directory) {
        Set<String> entries = new TreeSet<>();
        for (Path path : names.keySet()) {
            addChild(directory, path, entries);
        }
        directories.forEach(path -> addChild(directory, path, entries));
        return List.copyOf(entries);
    }

    private static void addChild(Path directory, Path path, Set<String> entries) {
        if (directory.equals(path.getParent())) {
            entries.add(path.getFileName().toString());
        }
    }

    /** Directories are durable at once: what the log does about them is not under test here. */
    @Override
    public synchronized void createDirectories(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            directories.add(path);
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        operation("rename " + from);
        Inode inode = inode(from);
        names.remove(from);
        names.put(to, inode);
        pending.add(new Change.Rename(from, to, inode));
    }

    @Override
    public synchronized void delete(Path file) {
        directories.remove(file);
        if (names.containsKey(file)) {
            operation("delete " + file);
            names.remove(file);
            pending.add(new Change.Removal(file));
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) {
        operation("force directory " + directory);
        checkForce();
        var changes = pending.iterator();
        while (changes.hasNext()) {
            Change change = changes.next();
            if (change.isIn(directory)) {
                change.applyTo(durableNames, inode -> inode);
                changes.remove();
            }
        }
    }

    private void checkForce() {
        if (failForce) {
            throw new UncheckedIOException(new IOException("Input/output error"));
        }
    }

    synchronized void write(Inode inode, byte[] bytes, long position) {
        operation("write " + bytes.length + " at " + position);
        long free = Math.max(0, capacityBytes - usedBytes());
        long growth = Math.max(0, position + bytes.length - inode.current().size());
        int fits = (int) Math.max(0, bytes.length - Math.max(0, growth - free));
        // A disk takes sectors: each may survive without its neighbours.
        for (int at = 0; at < fits; ) {
            int inSector = SECTOR_BYTES - (int) ((position + at) % SECTOR_BYTES);
            int count = Math.min(inSector, fits - at);
            Change.Data change = new Change.Data(inode, position + at, bytes, at, count);
            change.applyTo(inode.current());
            pending.add(change);
            at += count;
        }
        if (fits < bytes.length) {
            throw new NoSpaceException("the disk is full", new IOException("full"));
        }
    }

    synchronized void truncate(Inode inode, long size) {
        if (size < inode.current().size()) {
            operation("truncate to " + size);
            Change.Cut change = new Change.Cut(inode, (int) size);
            change.applyTo(inode.current());
            pending.add(change);
        }
    }

    synchronized void force(Inode inode) {
        operation("force");
        List<Change> own = pending.stream().filter(change -> change.isOf(inode)).toList();
        pending.removeAll(own);
        if (failForce) {
            checkForce(); // and the pages count as clean: they are never written
        }
        own.forEach(change -> change.applyTo(inode.durable()));
    }

    private void operation(String what) {
        beforeOperation.accept(what);
    }

    private long usedBytes() {
        return names.values().stream().mapToLong(inode -> inode.current().size()).sum();
    }

    @Override
    public synchronized DiskSpace space(Path directory) {
        return new DiskSpace(capacityBytes, Math.max(0, capacityBytes - usedBytes()));
    }

    @Override
    public synchronized DiskLock lock(Path file) {
        if (!locked.add(file)) {
            throw new DirectoryLockedException(file + " is locked");
        }
        return () -> unlock(file);
    }

    private synchronized void unlock(Path file) {
        locked.remove(file);
    }
}
