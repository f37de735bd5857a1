package io.millrace.broker.partition;

import io.millrace.log.disk.Disk;
import io.millrace.log.disk.DiskFile;
import io.millrace.log.disk.DiskLock;
import io.millrace.log.disk.DiskSpace;
import io.millrace.log.disk.NoSpaceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that a test can slow down, fill up and break; it does its work on another one. */
final class FaultyDisk implements Disk {
    private static final int OPEN = 1 << 30;

    private final Disk disk;
    private final AtomicInteger forces = new AtomicInteger();
    private volatile Semaphore gate = new Semaphore(OPEN);
    private volatile boolean full;
    private volatile boolean forceFails;
    private volatile boolean dead;

    FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    /** From now on the content of log files is forced when {@link #letAllForces} says so. */
    void holdForces() {
        gate = new Semaphore(0);
    }

    void letAllForces() {
        Semaphore held = gate;
        gate = new Semaphore(OPEN);
        held.release(OPEN / 2);
    }

    void fillUp(boolean isFull) {
        full = isFull;
    }

    void failForces() {
        forceFails = true;
    }

    /** The process is killed: nothing that it still tries reaches the disk. */
    void die() {
        dead = true;
        letAllForces();
    }

    private void checkAlive() {
        if (dead) {
            throw new UncheckedIOException(new IOException("killed"));
        }
    }

    /** How often the content of a log was forced. */
    int forces() {
        return forces.get();
    }

    private final class File implements DiskFile {
        private final Path path;
        private final DiskFile file;

        File(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) {
            checkAlive();
            if (full && isLog()) {
                throw new NoSpaceException("no space", new IOException("no space"));
            }
            file.write(source, position);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            return file.transferTo(position, count, target);
        }

        @Override
        public void truncate(long size) {
            checkAlive();
            file.truncate(size);
        }

        @Override
        public void force(boolean metadata) {
            if (isLog()) {
                gate.acquireUninterruptibly();
                checkAlive();
                forces.incrementAndGet();
                if (forceFails) {
                    throw new UncheckedIOException(new IOException("EIO"));
                }
            }
            file.force(metadata);
        }

        @Override
        public void close() {
            file.close();
        }

        private boolean isLog() {
            return path.toString().endsWith(".log");
        }
    }

    @Override
    public DiskFile openForRead(Path path) {
        return new File(path, disk.openForRead(path));
    }

    @Override
    public DiskFile openForWrite(Path path) {
        checkAlive();
        return new File(path, disk.openForWrite(path));
    }

    @Override
    public DiskFile create(Path path) {
        checkAlive();
        return new File(path, disk.create(path));
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public List<String> list(Path directory) {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(Path directory) {
        checkAlive();
        disk.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) {
        checkAlive();
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) {
        checkAlive();
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) {
        checkAlive();
        disk.forceDirectory(directory);
    }

    @Override
    public DiskSpace space(Path directory) {
        return disk.space(directory);
    }

    @Override
    public DiskLock lock(Path path) {
        return disk.lock(path);
    }
}
