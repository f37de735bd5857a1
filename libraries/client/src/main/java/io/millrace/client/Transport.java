package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Requests over kept connections. Any thread. Each request has a virtual thread that writes to its
 * connection and reads from it itself: no byte passes through a second thread. HTTP/1.1: one large
 * request at a time on a connection costs less than frames of HTTP/2.
 */
final class Transport implements AutoCloseable {
    static final String BATCHES = "application/vnd.kafka.batch";

    /** What waits beyond them waits for a connection, up to the timeout of the request. */
    private static final int CONNECTIONS_MAX = 2_000;

    private final ClientConfig config;
    private final Brokers brokers;
    private final @Nullable String authorization;
    private final ExecutorService executor;
    private final ScheduledExecutorService deadlines = deadlines();
    private final CloseableHttpClient http;

    Transport(ClientConfig config) {
        this.config = config;
        this.brokers = new Brokers(config.urls());
        this.authorization = config.key().map(Transport::basic).orElse(null);
        this.executor =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("millrace-client-", 0).factory());
        ConnectionConfig connections =
                ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.connectTimeout()))
                        .build();
        this.http =
                HttpClientBuilder.create()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setDefaultConnectionConfig(connections)
                                        .setMaxConnPerRoute(CONNECTIONS_MAX)
                                        .setMaxConnTotal(CONNECTIONS_MAX)
                                        .build())
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableContentCompression()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableDefaultUserAgent()
                        .build();
    }

    /** The broker to ask where any will do. */
    URI base() {
        return brokers.present();
    }

    /** How many brokers there are to ask, one after the other. */
    int brokers() {
        return brokers.count();
    }

    HttpUriRequestBase get(URI broker, String pathAndQuery, String accept) {
        return prepared(new HttpGet(broker.resolve(pathAndQuery)), accept);
    }

    HttpUriRequestBase post(URI broker, String pathAndQuery, HttpEntity body) {
        HttpPost request = new HttpPost(broker.resolve(pathAndQuery));
        request.setEntity(body);
        return prepared(request, "application/json");
    }

    /** Any method with a JSON object, or without a body if that is empty. */
    HttpUriRequestBase json(
            Method method, URI broker, String pathAndQuery, Map<String, Object> body) {
        HttpUriRequestBase request =
                new HttpUriRequestBase(method.name(), broker.resolve(pathAndQuery));
        if (!body.isEmpty()) {
            request.setEntity(
                    new ByteArrayEntity(
                            Json.MAPPER.writeValueAsBytes(body), ContentType.APPLICATION_JSON));
        }
        return prepared(request, "application/json");
    }

    CompletableFuture<Answer> send(HttpUriRequestBase request) {
        return send(request, Duration.ZERO, _ -> {});
    }

    /**
     * @param wait what the broker may take beyond the usual time
     * @param head is shown the answer before its body is read
     * @return completes when nothing reads the request's body any more; cancelling it ends the
     *     request
     */
    CompletableFuture<Answer> send(
            HttpUriRequestBase request, Duration wait, Consumer<ClassicHttpResponse> head) {
        Duration limit = config.requestTimeout().plus(wait);
        request.setConfig(timeouts(limit));
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            Future<?> deadline =
                    deadlines.schedule(request::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
            executor.execute(() -> exchange(request, head, answer, deadline));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IOException("The client is closed", e));
        }
        CompletableFuture<Answer> _ =
                answer.whenComplete(
                        (_, _) -> {
                            if (answer.isCancelled()) {
                                request.cancel();
                            }
                        });
        return answer;
    }

    /**
     * An answer whose body is read while it comes; to be closed.
     *
     * @param idle how long nothing may come before reading fails
     */
    ClassicHttpResponse open(HttpUriRequestBase request, Duration idle) throws IOException {
        request.setConfig(timeouts(idle));
        try {
            ClassicHttpResponse response = http.executeOpen(null, request, null);
            if (response.getCode() == HttpStatus.SC_SERVICE_UNAVAILABLE) {
                brokers.failed(request.getAuthority());
            }
            return response;
        } catch (IOException e) {
            brokers.failed(request.getAuthority());
            throw e;
        }
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        executor.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }

    private void exchange(
            HttpUriRequestBase request,
            Consumer<ClassicHttpResponse> head,
            CompletableFuture<Answer> answer,
            Future<?> deadline) {
        try {
            Answer read =
                    http.execute(
                            request,
                            response -> {
                                head.accept(response);
                                return Answer.read(response);
                            });
            if (isDraining(read)) {
                brokers.failed(request.getAuthority());
            }
            answer.complete(read);
        } catch (IOException | RuntimeException e) {
            if (!answer.isCancelled()) {
                brokers.failed(request.getAuthority());
            }
            answer.completeExceptionally(e);
        } finally {
            deadline.cancel(false);
        }
    }

    private static boolean isDraining(Answer answer) {
        return answer.status() == HttpStatus.SC_SERVICE_UNAVAILABLE
                && Problems.of(answer).code() == ErrorCode.BROKER_DRAINING;
    }

    private static ScheduledExecutorService deadlines() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("millrace-client-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private RequestConfig timeouts(Duration limit) {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(limit))
                .setResponseTimeout(Timeout.of(limit))
                .build();
    }

    private <R extends HttpUriRequestBase> R prepared(R request, String accept) {
        request.setHeader("Accept", accept);
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        return request;
    }

    private static String basic(ApiKey key) {
        byte[] pair = (key.id() + ":" + key.secret()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
