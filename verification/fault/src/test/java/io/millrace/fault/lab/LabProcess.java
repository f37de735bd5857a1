package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A process, and the signals that may hit it. Any thread. */
public final class LabProcess {
    private static final Duration LAST_BREATH = Duration.ofSeconds(30);

    private final ProcessHandle process;

    private LabProcess(ProcessHandle process) {
        this.process = process;
    }

    public static LabProcess start(ProcessBuilder builder) {
        try {
            return of(builder.start().toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that somebody else has started. */
    public static LabProcess of(ProcessHandle process) {
        return new LabProcess(process);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, as the kernel's out-of-memory killer would; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGKILL, to it and to those whom it has started. */
    public void killAll() {
        all().forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** SIGTERM; returns when it has ended. */
    public void terminate() {
        process.destroy();
        awaitEnd();
    }

    /** SIGSTOP, to it and to those whom it has started, and has started meanwhile. */
    public void pause() {
        Set<ProcessHandle> stopped = new HashSet<>();
        List<ProcessHandle> running = all();
        while (!running.isEmpty()) {
            signal("-STOP", running);
            stopped.addAll(running);
            running = all().stream().filter(handle -> !stopped.contains(handle)).toList();
        }
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT", all());
    }

    /** Some of them may end by themselves before it reaches them. */
    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(handle -> command.add(Long.toString(handle.pid())));
        Shell.succeeds(command.toArray(String[]::new));
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private void awaitEnd() {
        await().atMost(LAST_BREATH)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(isAlive()).as("process %d", pid()).isFalse());
    }
}
