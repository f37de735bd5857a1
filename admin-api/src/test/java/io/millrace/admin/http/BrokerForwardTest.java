package io.millrace.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.metadata.BrokerMetadata;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/** Requests that go through to servers that stand where brokers would. */
class BrokerForwardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<DisposableServer> open = new ArrayList<>();
    private final List<BrokerMetadata> brokers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        open.reversed().forEach(DisposableServer::disposeNow);
    }

    @Test
    void passesPathHeadersAndBodyOnAndTheAnswerBack() throws Exception {
        // Given
        broker(
                routes ->
                        routes.post(
                                "/v1/**",
                                (request, response) ->
                                        response.status(207)
                                                .header("Record-Offset", "7")
                                                .sendString(
                                                        request.receive()
                                                                .aggregate()
                                                                .asString()
                                                                .map(
                                                                        body ->
                                                                                request.uri()
                                                                                        + "|"
                                                                                        + request.requestHeaders()
                                                                                                .get(
                                                                                                        "Authorization")
                                                                                        + "|"
                                                                                        + request.requestHeaders()
                                                                                                .contains(
                                                                                                        "Origin")
                                                                                        + "|"
                                                                                        + body))));
        int port = admin();

        // When
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + port
                                                        + "/v1/topics/a%2Fb/records?key=x%26y"))
                                .header("Authorization", "Bearer abc")
                                .header("Origin", "http://127.0.0.1:" + port)
                                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.headers().firstValue("Record-Offset")).hasValue("7");
        assertThat(answer.body())
                .isEqualTo("/v1/topics/a%2Fb/records?key=x%26y|Bearer abc|false|hello");
    }

    @Test
    void leavesOtherPathsAlone() throws Exception {
        // Given
        broker(routes -> routes.get("/**", (request, response) -> response.status(200)));
        int port = admin();

        // When
        HttpResponse<String> answer = get(port, "/admin/v1/topics");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void goesToTheNextBrokerWhenOneCanNotBeReached() throws Exception {
        // Given
        unreachable();
        broker(routes -> routes.get("/v1/x", (request, response) -> response.status(204)));
        unreachable();
        int port = admin();

        // When // Then
        for (int i = 0; i < 3; i++) {
            assertThat(get(port, "/v1/x").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void saysSoWhenNoBrokerCanBeReached() throws Exception {
        // Given
        unreachable();
        int port = admin();

        // When
        HttpResponse<String> answer = get(port, "/v1/x");

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body())
                .contains("\"code\":\"leader_not_available\"", "\"outcome\":\"not_appended\"");
    }

    @Test
    void doesNotAskTwiceWhenABrokerIsLostWithTheRequest() throws Exception {
        // Given
        for (int i = 0; i < 2; i++) {
            broker(
                    routes ->
                            routes.post(
                                    "/v1/x",
                                    (request, response) ->
                                            response.withConnection(c -> c.channel().close())
                                                    .neverComplete()));
        }
        int port = admin();

        // When
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/x"))
                                .POST(HttpRequest.BodyPublishers.ofString("once"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"outcome\":\"unknown\"");
    }

    @Test
    void answersWhileTheRequestIsStillBeingSent() throws Exception {
        // Given
        broker(
                routes ->
                        routes.post(
                                "/v1/x",
                                (request, response) ->
                                        response.send(request.receive().retain(), piece -> true)));
        int port = admin();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(
                    "POST /v1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            for (String line : List.of("first", "second")) {
                // When
                out.write(
                        (Integer.toHexString(line.length()) + "\r\n" + line + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                out.flush();

                // Then
                assertThat(readUntil(in, line)).endsWith(line);
            }
        }
    }

    @Test
    void endsTheRequestWhenTheClientGoes() throws Exception {
        // Given
        CountDownLatch ended = new CountDownLatch(1);
        broker(
                routes ->
                        routes.get(
                                "/v1/x",
                                (request, response) ->
                                        response.sse()
                                                .sendString(
                                                        Flux.interval(Duration.ofMillis(20))
                                                                .map(n -> "data: " + n + "\n\n")
                                                                .onBackpressureDrop()
                                                                .doOnCancel(ended::countDown))));
        int port = admin();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(
                            "GET /v1/x HTTP/1.1\r\nHost: a\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            readUntil(socket.getInputStream(), "data: 1");
        }

        // When // Then
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static String readUntil(InputStream in, String text) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as("the answer ends after: " + read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int admin() {
        BrokerForward forward = new BrokerForward(() -> brokers);
        var handler =
                WebHttpHandlerBuilder.webHandler(
                                exchange -> {
                                    exchange.getResponse().setRawStatusCode(404);
                                    return Mono.empty();
                                })
                        .filter(forward)
                        .build();
        return serve(HttpServer.create().handle(new ReactorHttpHandlerAdapter(handler)));
    }

    private void broker(Consumer<HttpServerRoutes> routes) {
        add(serve(HttpServer.create().route(routes)));
    }

    /** A port at which nobody listens any more. */
    private void unreachable() {
        int port = serve(HttpServer.create().handle((request, response) -> response.send()));
        open.removeLast().disposeNow();
        add(port);
    }

    private void add(int port) {
        brokers.add(
                new BrokerMetadata(
                        new BrokerId(brokers.size()),
                        "http://127.0.0.1:" + port,
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        false));
    }

    private int serve(HttpServer server) {
        DisposableServer bound = server.host("127.0.0.1").port(0).bindNow();
        open.add(bound);
        return bound.port();
    }
}
