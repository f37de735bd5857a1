package io.millrace.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An SSE reader made of the npm package {@code eventsource}. */
final class NodeTail implements AutoCloseable {
    private static final Path SCRIPTS = Path.of(System.getProperty("fault.scripts"));
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Process process;

    private NodeTail(Process process) {
        this.process = process;
    }

    static NodeTail start(Millrace server, String topic) {
        String url = server.url("/v1/tail?topics=" + topic + "&from=earliest&ids=every");
        try {
            NodeTail tail =
                    new NodeTail(
                            new ProcessBuilder(
                                            "node",
                                            SCRIPTS.resolve("tail.js").toString(),
                                            url,
                                            server.adminKey())
                                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                                    .start());
            Thread.ofVirtual().start(tail::collect);
            return tail;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void collect() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(events::add);
        } catch (IOException | UncheckedIOException e) {
            // the process was ended by close()
        }
    }

    /** The data of every message so far, in order of arrival. */
    Queue<String> events() {
        return events;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
