package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.lab.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The packaged server as its users run it: one process on one data directory. */
final class Millrace implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final String LAUNCHER = System.getProperty("millrace.launcher");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path data;
    private final String javaOptions;
    private final int port;
    private volatile LabProcess process;

    private Millrace(Path data, String javaOptions) {
        this.data = data;
        this.javaOptions = javaOptions;
        this.port = freePort();
        this.process = launch();
    }

    static Millrace start(Path data, String javaOptions) {
        Millrace server = new Millrace(data, javaOptions);
        server.awaitReady();
        return server;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LabProcess launch() {
        ProcessBuilder builder =
                new ProcessBuilder(
                                LAUNCHER,
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        data.resolveSibling(data.getFileName() + ".log").toFile()));
        builder.environment().put("MILLRACE_JAVA_OPTS", javaOptions);
        return LabProcess.start(builder);
    }

    /** SIGKILL, which leaves its database without it. */
    void kill() {
        process.kill();
    }

    /** Stops the process and its database with SIGSTOP for as long as {@code action} takes. */
    void whileFrozen(Runnable action) {
        process.pause();
        try {
            action.run();
        } finally {
            process.resume();
        }
    }

    void restart() {
        process = launch();
        awaitReady();
    }

    void awaitReady() {
        await().atMost(START_TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(isReady()).as("server is ready").isTrue());
    }

    private boolean isReady() {
        try {
            return get("/admin/v1/health").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    String adminKey() {
        try {
            return Files.readString(data.resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body)));
    }

    /**
     * @param json empty for none
     */
    HttpResponse<String> call(String method, String path, String json) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                json.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(json)));
    }

    void createTopic(String name, int partitions) {
        HttpResponse<String> answer =
                post(
                        "/admin/v1/topics",
                        "application/json",
                        "{\"name\":\"%s\",\"spec\":{\"partitions\":%d}}"
                                .formatted(name, partitions));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer " + adminKey());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.terminate();
    }
}
