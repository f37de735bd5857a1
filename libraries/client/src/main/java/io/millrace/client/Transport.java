package io.millrace.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Requests over kept connections. Any thread. HTTP/1.1: one large request at a time on a connection
 * costs less than frames of HTTP/2.
 */
final class Transport implements AutoCloseable {
    static final String BATCHES = "application/vnd.kafka.batch";

    private final ClientConfig config;
    private final @Nullable String authorization;
    private final ExecutorService executor;
    private final HttpClient http;

    Transport(ClientConfig config) {
        this.config = config;
        this.authorization =
                config.key()
                        .map(key -> "Basic " + basic(key.id() + ":" + key.secret()))
                        .orElse(null);
        this.executor =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("millrace-client-", 0).factory());
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(executor)
                        .build();
    }

    URI base() {
        return config.url();
    }

    HttpRequest.Builder request(URI broker, String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(broker.resolve(pathAndQuery));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    CompletableFuture<Answer> get(URI broker, String pathAndQuery, String accept, Duration wait) {
        return send(
                request(broker, pathAndQuery)
                        .header("Accept", accept)
                        .timeout(config.requestTimeout().plus(wait))
                        .GET()
                        .build());
    }

    CompletableFuture<Answer> post(
            URI broker, String pathAndQuery, String contentType, BodyPublisher body) {
        return send(
                request(broker, pathAndQuery)
                        .header("Content-Type", contentType)
                        .header("Accept", "application/json")
                        .timeout(config.requestTimeout())
                        .POST(body)
                        .build());
    }

    CompletableFuture<Answer> send(HttpRequest request) {
        return http.sendAsync(request, new WholeBody())
                .thenApply(r -> new Answer(r.statusCode(), r.headers(), r.body()));
    }

    <T> HttpResponse<T> stream(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws java.io.IOException, InterruptedException {
        return http.send(request, handler);
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
