package io.millrace.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file channel. An interrupted thread closes it for everybody, so nobody interrupts a writer. */
final class RealFile implements DiskFile {
    /** Heap buffers go through a direct one that the JDK keeps per thread: this bounds its size. */
    private static final int CHUNK_BYTES_MAX = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    RealFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    @Override
    public long size() {
        return IoFailures.of(file, channel::size);
    }

    @Override
    public int read(ByteBuffer target, long position) {
        return IoFailures.of(file, () -> readFully(target, position));
    }

    private int readFully(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        int limit = target.limit();
        try {
            while (target.position() < limit) {
                target.limit(chunkLimit(target, limit));
                if (channel.read(target, position + target.position() - start) < 0) {
                    break;
                }
            }
        } finally {
            target.limit(limit);
        }
        return target.position() - start;
    }

    @Override
    public void write(ByteBuffer source, long position) {
        IoFailures.of(file, () -> writeFully(source, position));
    }

    private int writeFully(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        int limit = source.limit();
        try {
            while (source.position() < limit) {
                source.limit(chunkLimit(source, limit));
                channel.write(source, position + source.position() - start);
            }
        } finally {
            source.limit(limit);
        }
        return limit - start;
    }

    private static int chunkLimit(ByteBuffer buffer, int limit) {
        return buffer.isDirect() ? limit : Math.min(limit, buffer.position() + CHUNK_BYTES_MAX);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        return IoFailures.of(file, () -> channel.transferTo(position, count, target));
    }

    @Override
    public void truncate(long size) {
        IoFailures.of(file, () -> channel.truncate(size));
    }

    @Override
    public void force(boolean metadata) {
        IoFailures.of(
                file,
                () -> {
                    channel.force(metadata);
                    return true;
                });
    }

    @Override
    public void close() {
        IoFailures.of(
                file,
                () -> {
                    channel.close();
                    return true;
                });
    }
}
