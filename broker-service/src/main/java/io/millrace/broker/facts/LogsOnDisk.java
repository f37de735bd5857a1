package io.millrace.broker.facts;

import io.millrace.protocol.facts.DiskFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How many bytes the logs take, trash included, and how many the volume has. */
public final class LogsOnDisk {

    private LogsOnDisk() {}

    /** Looks at every file: not for each request of a client. */
    public static DiskFacts look(Path logs) {
        long[] bytes = {0};
        try {
            FileStore volume = Files.getFileStore(logs);
            Files.walkFileTree(
                    logs,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
                            bytes[0] += found.size();
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            // Retention takes files away while we look.
                            return FileVisitResult.CONTINUE;
                        }
                    });
            return new DiskFacts(bytes[0], volume.getUsableSpace(), volume.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
