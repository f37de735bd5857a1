package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Millrace in a JVM of its own, as a user starts it. */
final class MillraceProcess implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("(?m)^ *URL +(http://\\S+)$");
    private static final Duration START = Duration.ofSeconds(120);

    private final Process process;
    private final Path data;
    private final Path output;
    private final HttpClient http = HttpClient.newHttpClient();

    private MillraceProcess(Process process, Path data, Path output) {
        this.process = process;
        this.data = data;
        this.output = output;
    }

    /**
     * Starts and waits until it says that it is ready.
     *
     * @param jvmOptions such as {@code -Dmillrace.broker.retention-interval=1s}
     */
    static MillraceProcess start(Path data, String... jvmOptions) throws IOException {
        MillraceProcess started =
                launch(
                        data,
                        List.of(jvmOptions),
                        List.of("--port", "0", "--data", data.toString()));
        await().atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> started.url().isPresent() || !started.process.isAlive());
        assertThat(started.url()).as("url in: " + started.output()).isPresent();
        return started;
    }

    /** Starts and does not wait. */
    static MillraceProcess launch(Path data, String... arguments) throws IOException {
        return launch(data, List.of(), List.of(arguments));
    }

    private static MillraceProcess launch(
            Path data, List<String> jvmOptions, List<String> arguments) throws IOException {
        Path output = Files.createTempFile("millrace", ".out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        StandaloneApplication.class.getName()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(new File(System.getProperty("java.io.tmpdir")))
                        .start();
        return new MillraceProcess(process, data, output);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    Optional<String> url() throws IOException {
        Matcher found = URL.matcher(output());
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    String adminKey() throws IOException {
        return Files.readString(data.resolve("admin.key")).strip();
    }

    /** What came back. */
    record Answer(int status, Map<String, String> headers, String body) {

        String contentType() {
            return headers.getOrDefault("content-type", "").replaceAll(";.*", "");
        }
    }

    /** A request by the administrator; headers as name, value, name, value … */
    Answer call(String method, String path, String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + adminKey()));
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        all.addAll(List.of(headers));
        return callAsStranger(method, path, body, all.toArray(String[]::new));
    }

    Answer callAsStranger(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url().orElseThrow() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> found.put(name, values.getFirst()));
        return new Answer(response.statusCode(), found, response.body());
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGTERM, and its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
        return process.exitValue();
    }

    /** The exit code of a process that ends by itself. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
        return process.exitValue();
    }

    /** The database server of this directory, if one runs. */
    static Optional<ProcessHandle> databaseOf(Path data) throws IOException {
        Path pidFile = data.resolve("postgres/data/postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()))
                .filter(ProcessHandle::isAlive);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
    }
}
