package io.millrace.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One process of the cluster. What is known of it lies in files, so that it outlives whoever has
 * started it: {@code pid} with the time of its start, and {@code log} of all its lives.
 */
public final class NodeProcess {
    private static final int START_BEHIND_NAME = 19;
    private static final Set<String> DEAD = Set.of("Z", "X");

    private final String name;
    private final Path directory;
    private final List<String> command;
    private final Place place;

    NodeProcess(String name, Path directory, List<String> command, Place place) {
        this.name = name;
        this.directory = directory;
        this.command = List.copyOf(command);
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
            long pid = start.start().pid();
            Files.writeString(pidFile(), pid + " " + startOf(pid).orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<ProcessHandle> running() {
        try {
            String[] known = Files.readString(pidFile()).split(" ", -1);
            long pid = Long.parseLong(known[0]);
            return startOf(pid)
                    .filter(start -> start.equals(known[1]))
                    .flatMap(start -> ProcessHandle.of(pid));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * In clock ticks since the machine's: a number that was given to another process since is not
     * ours, and what becomes another program (execve) is still the same. Empty for the dead.
     *
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat</a>
     */
    private static Optional<String> startOf(long pid) {
        try {
            String all = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] behindName = all.substring(all.lastIndexOf(')') + 2).split(" ", -1);
            return DEAD.contains(behindName[0])
                    ? Optional.empty()
                    : Optional.of(behindName[START_BEHIND_NAME]);
        } catch (IOException e) {
            return Optional.empty();
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
