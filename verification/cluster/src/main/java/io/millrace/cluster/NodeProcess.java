package io.millrace.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    NodeProcess(String name, Path directory, List<String> command) {
        this.name = name;
        this.directory = directory;
        this.command = List.copyOf(command);
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
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .start();
            Files.writeString(pidFile(), Long.toString(process.pid()));
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
            return line.contains("-Dnode=" + directory + "\0");
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
        end("TERM");
    }

    /** Lets it stand still, as an overloaded host would (SIGSTOP). */
    public void pause() {
        running().ifPresent(process -> signal(process, "STOP"));
    }

    public void resume() {
        running().ifPresent(process -> signal(process, "CONT"));
    }

    private void end(String signal) {
        running()
                .ifPresent(
                        process -> {
                            signal(process, signal);
                            if (signal.equals("TERM")) {
                                signal(process, "CONT"); // One that is paused can't hear.
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
