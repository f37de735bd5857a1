package io.millrace.fault.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes fsync and fdatasync of a process fail with EIO, for files of one directory, while a trigger
 * is there. Needs {@link Capability#COMPILER}. Any thread.
 */
public final class FailingFsync {
    private static final String SOURCE = "failing-fsync.c";

    private final Path library;
    private final Path files;
    private final Path trigger;

    private FailingFsync(Path library, Path files, Path trigger) {
        this.library = library;
        this.files = files;
        this.trigger = trigger;
    }

    /**
     * @param workplace where library and trigger are kept
     * @param files the directory, as it is without symbolic links
     */
    public static FailingFsync of(Path workplace, Path files) {
        Path library = workplace.resolve("failing-fsync.so");
        Path source = workplace.resolve(SOURCE);
        try (InputStream in = FailingFsync.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException(SOURCE + " is missing");
            }
            Files.write(source, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.run(
                "gcc",
                "-shared",
                "-fPIC",
                "-O1",
                "-Wall",
                "-Werror",
                "-o",
                library.toString(),
                source.toString(),
                "-ldl");
        return new FailingFsync(library, files, workplace.resolve("fsync-fails"));
    }

    /** With which the process is to be started. */
    public Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAILING_FSYNC_FILES", files + "/",
                "FAILING_FSYNC_TRIGGER", trigger.toString());
    }

    public void fail() {
        try {
            Files.write(trigger, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void work() {
        try {
            Files.deleteIfExists(trigger);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
