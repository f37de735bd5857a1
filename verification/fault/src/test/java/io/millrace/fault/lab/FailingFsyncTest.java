package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailingFsyncTest {
    /** What a broker does to a file, again and again, and what comes of it. */
    static final class Forcing {
        private Forcing() {}

        public static void main(String[] files) throws Exception {
            while (true) {
                for (String file : files) {
                    try (FileChannel channel =
                            FileChannel.open(
                                    Path.of(file),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.wrap(new byte[1]));
                        channel.force(false);
                        channel.force(true);
                        System.out.println("forced " + file);
                    } catch (IOException e) {
                        System.out.println(e.getMessage() + ' ' + file);
                    }
                }
                Thread.sleep(20);
            }
        }
    }

    @Test
    void failsForFilesOfOneDirectoryWhileItIsToldTo(@TempDir Path temp) throws Exception {
        Capability.assume(Capability.COMPILER);

        // Given
        Path directory = temp.toRealPath();
        Path log = directory.resolve("log");
        Path data = Files.createDirectory(directory.resolve("data")).resolve("file");
        Path other = Files.createDirectory(directory.resolve("data-of-others")).resolve("file");
        FailingFsync fsync = FailingFsync.of(directory, data.getParent());
        ProcessBuilder builder =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                classes().toString(),
                                Forcing.class.getName(),
                                data.toString(),
                                other.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(fsync.environment());
        LabProcess process = LabProcess.start(builder);
        try {
            awaitNext(log, "forced " + data);

            // When
            fsync.fail();
            awaitNext(log, "Input/output error " + data);
            awaitNext(log, "forced " + other);
            fsync.work();

            // Then
            awaitNext(log, "forced " + data);
        } finally {
            process.kill();
        }
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(Forcing.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** A line that is not there yet. */
    private static void awaitNext(Path log, String line) throws IOException {
        long before = count(log, line);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(count(log, line)).isGreaterThan(before));
    }

    private static long count(Path log, String line) throws IOException {
        return Files.readAllLines(log).stream().filter(line::equals).count();
    }
}
