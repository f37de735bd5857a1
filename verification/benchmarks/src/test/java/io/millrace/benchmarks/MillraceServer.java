package io.millrace.benchmarks;

import io.millrace.client.ClientConfig;
import io.millrace.client.MillraceClient;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The packaged server in a process of its own, started as {@code ./dev up} starts it. */
final class MillraceServer implements AutoCloseable {
    private static final String LAUNCHER = System.getProperty("millrace.launcher");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final int port;
    private final String heap;
    private ServerProcess process;

    private MillraceServer(Path data, int port, String heap) throws IOException {
        this.data = data;
        this.port = port;
        this.heap = heap;
        this.process = launch();
    }

    static MillraceServer start(Path data, String heap) throws IOException {
        Files.createDirectories(data.getParent());
        MillraceServer server = new MillraceServer(data, ServerProcess.freePort(), heap);
        server.awaitReady();
        return server;
    }

    private ServerProcess launch() throws IOException {
        return ServerProcess.start(
                List.of(LAUNCHER, "--port", Integer.toString(port), "--data", data.toString()),
                Map.of("MILLRACE_JAVA_OPTS", "-Xmx" + heap),
                data.resolveSibling("millrace.log"));
    }

    void stop() {
        process.close();
    }

    void launchAgain() throws IOException {
        process = launch();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!isReady()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IllegalStateException(
                        "Millrace did not start: see " + data.resolveSibling("millrace.log"));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean isReady() {
        try {
            return Files.exists(data.resolve("admin.key"))
                    && send(request("/admin/v1/health").GET()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    void createTopic(String name, int partitions) throws IOException {
        expect(
                201,
                post(
                        "/admin/v1/topics",
                        "{\"name\":\"%s\",\"spec\":{\"partitions\":%d}}"
                                .formatted(name, partitions)));
    }

    void deleteTopic(String name) throws IOException {
        send(request("/admin/v1/topics/" + name).DELETE());
    }

    void produceJson(String topic, String body) throws IOException {
        expect(200, post("/v1/topics/" + topic + "/records", body));
    }

    /** True once a record has been acknowledged. */
    boolean tryProduce(String topic) {
        try {
            return post("/v1/topics/" + topic + "/records", "{\"records\":[{\"value\":1}]}")
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> post(String path, String body) throws IOException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private static void expect(int status, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(url().resolve(path))
                .header("Authorization", "Bearer " + adminKey());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    MillraceClient client() throws IOException {
        return new MillraceClient(
                ClientConfig.of(url()).withKey(ApiKey.parse(adminKey()).orElseThrow()));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    String adminKey() throws IOException {
        return Files.readString(data.resolve("admin.key")).strip();
    }

    ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.close();
    }
}
