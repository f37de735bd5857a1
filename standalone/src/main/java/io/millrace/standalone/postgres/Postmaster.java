package io.millrace.standalone.postgres;

import io.millrace.standalone.directory.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server process of one data directory, as its {@code postmaster.pid} tells: line 1 the process
 * id, line 4 the port, line 8 the state.
 */
final class Postmaster {

    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(30);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

    private final Path data;
    private final Path pidFile;

    Postmaster(Path data) {
        this.data = data;
        this.pidFile = data.resolve("postmaster.pid");
    }

    /** Whether the process with this id says that it accepts connections. */
    boolean isReady(long pid) throws IOException {
        List<String> lines = lines();
        return lines.size() >= 8
                && lines.get(0).strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    /**
     * Stops the server that a killed process left behind: it would otherwise be adopted with
     * whatever settings it was started with. A stale file that names somebody else's process is
     * removed; the caller holds the lock of the data directory, so nobody else starts one now.
     *
     * @return whether one was running
     */
    boolean stopOrphan() throws IOException {
        Optional<ProcessHandle> process = running();
        if (process.isEmpty()) {
            Files.deleteIfExists(pidFile);
            return false;
        }
        stop(process.get());
        return true;
    }

    /**
     * Ends the server: open transactions are rolled back, a checkpoint is written. If that takes
     * too long it is told to stop at once; recovery at the next start then does the rest.
     */
    void stop(ProcessHandle process) {
        signal(process, "INT");
        if (ended(process, FAST_SHUTDOWN)) {
            return;
        }
        signal(process, "QUIT");
        if (!ended(process, IMMEDIATE_SHUTDOWN)) {
            throw new StartRefused(
                    "PostgreSQL (process "
                            + process.pid()
                            + ") of "
                            + data
                            + " does not stop; end it and start again.");
        }
    }

    private Optional<ProcessHandle> running() throws IOException {
        List<String> lines = lines();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(this::isOurs);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A postmaster works inside its data directory; a process id that was given away does not. */
    private boolean isOurs(ProcessHandle process) {
        Path cwd = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return process.isAlive() && cwd.toRealPath().equals(data.toRealPath());
        } catch (IOException e) {
            return process.info().arguments().stream()
                    .flatMap(Arrays::stream)
                    .anyMatch(data.toString()::equals);
        }
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(pidFile);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            // SIGTERM is PostgreSQL's smart shutdown: slower, since it waits for its clients.
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("can't watch process " + process.pid(), e);
        }
    }
}
