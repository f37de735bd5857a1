package io.millrace.fault;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One run of the real curl, its input written and its output read line by line. */
final class Curl implements AutoCloseable {
    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;

    private Curl(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static Curl start(Millrace server, Map<String, String> headers, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-N", "--no-buffer"));
        command.addAll(List.of("-H", "Authorization: Bearer " + server.adminKey()));
        headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.addAll(arguments);
        try {
            return new Curl(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns false when curl has gone, which is what a killed server looks like. */
    boolean send(String line) {
        try {
            input.write(line);
            input.write('\n');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean flush() {
        try {
            input.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void endOfInput() {
        try {
            input.close();
        } catch (IOException e) {
            // curl went first; its exit is seen by whoever reads its output
        }
    }

    /** Hands over each line of output until there is no more. */
    void eachLine(Consumer<String> lines) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            // closed from the other side
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
