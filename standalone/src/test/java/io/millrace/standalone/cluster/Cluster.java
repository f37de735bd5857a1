package io.millrace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.admin.node.AdminApplication;
import io.millrace.broker.node.BrokerApplication;
import io.millrace.coordinator.node.CoordinatorApplication;
import io.millrace.internal.certificates.DevelopmentCertificates;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A coordinator, an administration and some brokers, on a real PostgreSQL. Owned by one test. */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A broker has none of these in its class path; this test has. */
    private static final String WITHOUT_DATABASE =
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure"
                    + ".HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.data.jpa.autoconfigure"
                    + ".DataJpaRepositoriesAutoConfiguration";

    private final Path directory;
    private final DevelopmentCertificates authority;
    private final EmbeddedPostgres postgres;
    private final int coordinatorPort = freePort();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<Integer, ConfigurableApplicationContext> brokers = new HashMap<>();
    private final ConfigurableApplicationContext admin;
    private final HttpClient http = HttpClient.newHttpClient();

    Cluster(Path directory) throws IOException, SQLException {
        this.directory = directory;
        this.authority = DevelopmentCertificates.in(directory, Instant.now());
        this.postgres = EmbeddedPostgres.start();
        running.push(postgres);
        Files.writeString(directory.resolve("password"), "not asked for");
        prepare("control", "admin");
        run(
                new Class<?>[] {CoordinatorApplication.class, OneCoordinator.class},
                "coordinator",
                "--spring.main.allow-bean-definition-overriding=true",
                "--millrace.coordination.peers=127.0.0.1:5701",
                "--millrace.coordinator.address=" + coordinator(),
                "--millrace.node.certificates=" + authority.issue("coordinator-1"),
                "--millrace.node.port=" + coordinatorPort,
                "--millrace.coordinator.database.url=" + url("control"),
                "--millrace.coordinator.database.password-file=" + directory.resolve("password"));
        admin =
                run(
                        new Class<?>[] {AdminApplication.class},
                        "admin",
                        "--server.port=0",
                        "--millrace.node.certificates=" + authority.issue("admin-1"),
                        "--millrace.node.coordinators=" + coordinator(),
                        "--millrace.admin.database.url=" + url("admin"),
                        "--millrace.admin.database.password=not asked for",
                        "--millrace.admin.bootstrap-key-file=" + keyFile());
        await().atMost(PATIENCE).until(() -> Files.exists(keyFile()));
    }

    /** Starts a broker; it has registered when this returns. */
    void startBroker(int id) {
        int port = freePort();
        brokers.put(
                id,
                run(
                        new Class<?>[] {BrokerApplication.class},
                        "broker",
                        "--server.port=" + port,
                        "--millrace.broker.id=" + id,
                        "--millrace.broker.http-url=http://127.0.0.1:" + port,
                        "--millrace.broker.logs=" + directory.resolve("logs-" + id),
                        "--millrace.node.certificates=" + authority.issue("broker-" + id),
                        "--millrace.node.coordinators=" + coordinator(),
                        "--millrace.node.port=0",
                        "--spring.autoconfigure.exclude=" + WITHOUT_DATABASE));
    }

    void stopBroker(int id) {
        ConfigurableApplicationContext broker = brokers.remove(id);
        assertThat(broker).isNotNull();
        broker.close();
    }

    Path keyFile() {
        return directory.resolve("first-admin.key");
    }

    String url() {
        return "http://127.0.0.1:" + admin.getEnvironment().getProperty("local.server.port");
    }

    /** The administration's answer to its first administrator. */
    HttpResponse<String> call(String method, String path, String body, String... headers)
            throws Exception {
        List<String> all =
                new ArrayList<>(
                        List.of("Authorization", "Bearer " + Files.readString(keyFile()).strip()));
        if (!body.isEmpty()) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        all.addAll(List.of(headers));
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .timeout(PATIENCE)
                        .headers(all.toArray(String[]::new))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpClient http() {
        return http;
    }

    private ConfigurableApplicationContext run(
            Class<?>[] sources, String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--spring.config.name=" + name);
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(sources)
                        .sources(OwnLoops.class)
                        .run(all.toArray(String[]::new));
        running.push(context);
        return context;
    }

    private String coordinator() {
        return "https://127.0.0.1:" + coordinatorPort;
    }

    private String url(String user) {
        return postgres.getJdbcUrl(user, "postgres");
    }

    private void prepare(String... roles) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String role : roles) {
                statement.execute("create role " + role + " login");
                statement.execute("create schema " + role + " authorization " + role);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
