package io.millrace.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process of the cluster. What is known of it lies in files, so that it outlives whoever has
 * started it: {@code pid}, and {@code log} of all its lives.
 */
public final class NodeProcess {
    private final String name;
    private final Path directory;
    private final List<String> command;
    private final String mark;
    private final Place place;

    /**
     * @param mark a word of the command that no other process has in its own
     */
    NodeProcess(String name, Path directory, List<String> command, String mark, Place place) {
        this.name = name;
        this.directory = directory;
        this.command = List.copyOf(command);
        this.mark = mark;
        this.place = place;
    }

    /** For example {@code broker-2}. */
    public String name() {
        return name;
    }

    public Path log() {
        return directory.resolve("log");
    }

    /** Starts it unless it runs. It is not ready when this returns. */
    public void start() {
        if (running().isPresent()) {
            return;
        }
        try {
            Files.createDirectories(directory);
            ProcessBuilder start =
                    new ProcessBuilder(new ArrayList<>(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            start.environment().put("LC_ALL", "C");
            place.prepare(name, start);
            Files.writeString(pidFile(), Long.toString(start.start().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<ProcessHandle> running() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(this::isOurs);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number that was given to another process since is not ours. */
    private boolean isOurs(ProcessHandle process) {
        try {
            String line =
                    Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return line.contains("\0" + mark + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    /** As a crash ends it: kill −9. Returns when it is gone. */
    public void kill() {
        end("KILL");
    }

    /** Asks it to end, and returns when it has. */
    public void stop() {
        // One that is paused can't hear; and PostgreSQL waits for its clients after the first.
        end("CONT", "TERM", "INT");
    }

    /** Lets it stand still, as an overloaded host would (SIGSTOP). */
    public void pause() {
        running().ifPresent(process -> signal(process, "STOP"));
    }

    public void resume() {
        running().ifPresent(process -> signal(process, "CONT"));
    }

    private void end(String... signals) {
        running()
                .ifPresent(
                        process -> {
                            for (String signal : signals) {
                                signal(process, signal);
                            }
                            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
                        });
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }
}
