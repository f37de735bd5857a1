package io.millrace.log.testing;

import io.millrace.log.disk.ClosedFileException;
import io.millrace.log.disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A handle of a simulated file; goes on working when the name is gone. */
final class SimulatedFile implements DiskFile {
    private final SimulatedDisk disk;
    private final Inode inode;
    private boolean closed;

    SimulatedFile(SimulatedDisk disk, Inode inode) {
        this.disk = disk;
        this.inode = inode;
    }

    @Override
    public long size() {
        synchronized (disk) {
            checkOpen();
            return inode.current().size();
        }
    }

    @Override
    public int read(ByteBuffer target, long position) {
        synchronized (disk) {
            checkOpen();
            return inode.current().read(target, position);
        }
    }

    @Override
    public void write(ByteBuffer source, long position) {
        synchronized (disk) {
            checkOpen();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            disk.write(inode, bytes, position);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        ByteBuffer bytes = ByteBuffer.allocate((int) count);
        read(bytes, position);
        try {
            return target.write(bytes.flip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void truncate(long size) {
        synchronized (disk) {
            checkOpen();
            disk.truncate(inode, size);
        }
    }

    @Override
    public void force(boolean metadata) {
        synchronized (disk) {
            checkOpen();
            disk.force(inode);
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            closed = true;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedFileException("closed", new IOException("closed"));
        }
    }
}
