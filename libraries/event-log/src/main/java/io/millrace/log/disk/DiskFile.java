package io.millrace.log.disk;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * An open file. Reads may come from any thread at any time; writes, truncations and {@link #close}
 * come from one thread at a time, {@link #force} may run beside them.
 */
public interface DiskFile extends AutoCloseable {
    /** Length in bytes. */
    long size();

    /**
     * Reads until {@code target} is full or the file ends.
     *
     * @return bytes read, 0 at or beyond the end
     * @throws ClosedFileException if the file was closed before or meanwhile
     */
    int read(ByteBuffer target, long position);

    /**
     * Writes all remaining bytes.
     *
     * @throws NoSpaceException if the disk filled up; any prefix may have been written
     */
    void write(ByteBuffer source, long position);

    /** Sends up to {@code count} bytes without copying them through the heap; returns how many. */
    long transferTo(long position, long count, WritableByteChannel target);

    void truncate(long size);

    /**
     * Makes everything written so far durable.
     *
     * @param metadata false: content and whatever is needed to read it (fdatasync); true: all
     *     (fsync)
     */
    void force(boolean metadata);

    @Override
    void close();
}
