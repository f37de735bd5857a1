package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** A script of {@code src/test/js} that says what it sees, line by line. */
final class NodeScript implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final String name;
    private final Process process;
    private final Thread collector;

    private NodeScript(String name, Process process) {
        this.name = name;
        this.process = process;
        this.collector = Thread.ofVirtual().start(this::collect);
    }

    /** Starts it; its packages are those of {@code verification/package.json}. */
    static NodeScript start(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("node");
        command.add(Path.of("src/test/js", name).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NODE_NO_WARNINGS", "1");
        try {
            return new NodeScript(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void collect() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // the process was ended by close()
        }
    }

    /** All it has printed so far, in order. */
    Queue<String> lines() {
        return lines;
    }

    void awaitLines(int count) {
        awaitSaid(() -> lines.size() >= count);
    }

    void awaitLine(String line) {
        awaitSaid(() -> lines.contains(line));
    }

    private void awaitSaid(BooleanSupplier said) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(
                        () ->
                                assertThat(process.isAlive() || said.getAsBoolean())
                                        .as(output())
                                        .isTrue())
                .untilAsserted(() -> assertThat(said.getAsBoolean()).as(output()).isTrue());
    }

    private String output() {
        return name + " has said:\n" + String.join("\n", lines);
    }

    /** Waits for its end; what it printed is in the message of a failure. */
    void assertSucceeds() {
        try {
            int exit = process.waitFor();
            collector.join();
            assertThat(exit).as(output()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
