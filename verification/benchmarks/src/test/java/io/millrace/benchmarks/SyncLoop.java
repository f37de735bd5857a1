package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The plainest durable log there is: write so many bytes, fdatasync, again. */
final class SyncLoop {
    private SyncLoop() {}

    /** Returns bytes per second. */
    static double run(Path directory, int bytesPerFlush, long bytesTotal) throws IOException {
        Path file = directory.resolve("sync-loop");
        ByteBuffer block = ByteBuffer.allocateDirect(bytesPerFlush);
        for (int i = 0; i < bytesPerFlush; i++) {
            block.put((byte) (i * 31));
        }
        long begin = System.nanoTime();
        long written = 0;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (written < bytesTotal) {
                block.clear();
                while (block.hasRemaining()) {
                    written += channel.write(block);
                }
                channel.force(false);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return written / ((System.nanoTime() - begin) / 1e9);
    }
}
