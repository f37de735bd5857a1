package io.millrace.fault.group;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests about one member or one group. Used by one thread. */
final class MemberClient implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int TOO_MANY = 429;
    private static final Set<String> EXPELLED = Set.of("unknown_member", "fenced_member_epoch");

    private final URI server;
    private final String authorization;
    private final String path;
    private final TopicName topic;
    private final HttpClient http;

    MemberClient(URI server, ApiKey key, String path, TopicName topic, HttpClient.Version version) {
        this.server = server;
        this.authorization = "Bearer " + key.reveal();
        this.path = path;
        this.topic = topic;
        this.http = HttpClient.newBuilder().version(version).build();
    }

    record Reply(int status, String text) {
        boolean isSuccess() {
            return status == 200 || status == 201;
        }

        /** Whether no other attempt would be answered otherwise. */
        boolean isFinal() {
            return status / 100 == 4 && status != TOO_MANY;
        }

        /** Whether the membership is over. */
        boolean isExpelled() {
            return status / 100 == 4 && EXPELLED.contains(json().path("code").asString());
        }

        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    TopicName topic() {
        return topic;
    }

    /**
     * @param body none if it is empty
     */
    Reply send(String method, String at, Map<String, Object> body) throws IOException {
        BodyPublisher text =
                body.isEmpty()
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(
                                JSON.writeValueAsString(body), StandardCharsets.UTF_8);
        HttpRequest request =
                request(at).header("Content-Type", "application/json").method(method, text).build();
        HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.body());
    }

    HttpRequest.Builder request(String at) {
        return HttpRequest.newBuilder(server.resolve(path + at))
                .timeout(TIMEOUT)
                .header("Authorization", authorization);
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
