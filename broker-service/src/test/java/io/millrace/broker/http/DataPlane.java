package io.millrace.broker.http;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.broker.control.Controller;
import io.millrace.broker.group.InMemoryGroups;
import io.millrace.broker.group.LiveMembers;
import io.millrace.broker.http.drain.DrainFilter;
import io.millrace.broker.http.limits.ClientLimitFilter;
import io.millrace.broker.partition.Alone;
import io.millrace.broker.partition.Cluster;
import io.millrace.broker.partition.HostConfig;
import io.millrace.broker.partition.PartitionHost;
import io.millrace.broker.partition.QueueLimits;
import io.millrace.broker.partition.ReplicaSet;
import io.millrace.broker.partition.Topics;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.ApiKey;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.access.SessionToken;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The data plane as it is wired, on a real server, log and disk, for tests. */
final class DataPlane implements AutoCloseable {
    final ApiKey key = ApiKey.generate(new SecureRandom());
    final OpenApiCheck openApi = new OpenApiCheck();
    private final byte[] tokenSecret = new byte[32];
    private final Cluster cluster = new Cluster();
    private final PartitionHost host;
    private final AutoCloseable behind;
    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(HttpModule.class)
    static class Wiring {}

    DataPlane(Path directory, String... settings) {
        host =
                PartitionHost.open(
                        new HostConfig(
                                2,
                                2,
                                2,
                                new QueueLimits(64 << 20, 10_000),
                                new QueueLimits(32 << 20, 1_000),
                                Duration.ZERO,
                                new DirectoryConfig(OptionalLong.of(0), 64)),
                        new RealDisk(),
                        directory,
                        InstantSource.system(),
                        new SimpleMeterRegistry(),
                        Alone.INSTANCE,
                        Alone.INSTANCE,
                        failure -> {
                            throw failure;
                        });
        host.registered(Cluster.BROKER, cluster.register());
        apply();
        behind = host;
        context = serve(host.topics(), settings);
    }

    /** One broker of several, which are closed with it. */
    DataPlane(ReplicaSet brokers, int broker) {
        brokers.controller.admit(access());
        host = null;
        behind = brokers;
        context = serve(brokers.topics(broker));
    }

    private static ConfigurableApplicationContext serve(Topics topics, String... settings) {
        return new SpringApplicationBuilder(Wiring.class)
                .initializers(
                        beans -> {
                            var generic = (GenericApplicationContext) beans;
                            generic.registerBean(Topics.class, () -> topics);
                            generic.registerBean(Controller.class, MemoryController::new);
                            generic.registerBean(
                                    InMemoryGroups.class, () -> new InMemoryGroups(topics));
                        })
                .properties("server.port=0", "server.address=127.0.0.1")
                .properties("spring.main.banner-mode=off", "logging.level.root=warn")
                .properties(settings)
                .run();
    }

    /** As at the beginning of a shutdown. */
    void drain() {
        context.getBean(DrainFilter.class).stop();
    }

    void serveAgain() {
        context.getBean(DrainFilter.class).start();
    }

    int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    void create(String topic, int partitions, Map<String, String> configs) {
        cluster.create(topic, partitions, configs);
        apply();
    }

    void takeLeader(String topic, int partition) {
        cluster.leaderless(topic, partition);
        apply();
    }

    /** Every partition gets a leader in a new epoch. */
    void giveLeader() {
        host.registered(Cluster.BROKER, cluster.register());
        apply();
    }

    InMemoryGroups groups() {
        return context.getBean(InMemoryGroups.class);
    }

    int membersSpokenFor() {
        return context.getBean(LiveMembers.class).count();
    }

    int openRequests() {
        return context.getBean(ClientLimitFilter.class).openOf("admin");
    }

    String session() {
        return SessionToken.issue(new PrincipalName("admin"), Instant.now().plusSeconds(60))
                .sign(tokenSecret);
    }

    /** A request with credentials, JSON unless the headers say otherwise. */
    Reply post(String path, String body, String... headers) {
        return send("POST", path, BodyPublishers.ofString(body), body, headers);
    }

    Reply post(String path, byte[] body, String... headers) {
        return send("POST", path, BodyPublishers.ofByteArray(body), null, headers);
    }

    Reply get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), null, headers);
    }

    Reply send(
            String method, String path, BodyPublisher publisher, String body, String... headers) {
        Map<String, String> all = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Authorization", "Bearer " + key.reveal());
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, publisher);
        all.forEach(
                (name, value) -> {
                    if (!value.isEmpty()) {
                        request.header(name, value);
                    }
                });
        Reply reply = send(request.build());
        String plain = path.replaceAll("\\?.*", "");
        openApi.answer(method, plain, reply.status(), reply.contentType(), reply.body());
        if (body != null && reply.status() < 300) {
            openApi.request(method, plain, all.get("Content-Type"), body);
        }
        return reply;
    }

    Reply send(HttpRequest request) {
        try {
            return new Reply(client.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    record Reply(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String contentType() {
            return header("Content-Type").replaceAll(";.*", "");
        }

        tools.jackson.databind.JsonNode json() {
            return new tools.jackson.databind.json.JsonMapper().readTree(body());
        }
    }

    private void apply() {
        ClusterMetadata plain = cluster.touch().metadata();
        host.apply(
                new ClusterMetadata(
                        plain.clusterId(),
                        plain.at(),
                        plain.controllerEpoch(),
                        plain.topics(),
                        plain.deletedTopics(),
                        plain.brokers(),
                        access()));
    }

    private AccessSnapshot access() {
        KeyEntry entry = new KeyEntry(new PrincipalName("admin"), key.secretSha256(), true);
        return new AccessSnapshot(Map.of(key.id(), entry), tokenSecret);
    }

    @Override
    public void close() {
        context.close();
        try {
            behind.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives out producer ids; the rest of a controller's work is done by the test itself. */
    private static final class MemoryController implements Controller {
        private final AtomicLong nextId = new AtomicLong(1_000);
        private final Map<String, ProducerGrant> named = new ConcurrentHashMap<>();

        @Override
        public Registered register(BrokerRegistration registration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void report(ReplicaReports reports) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IsrAnswers proposeIsr(IsrRequests requests) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void denounce(LostReplica replica) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resign(ResignRequests resignations) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ProducerIds reserveProducerIds() {
            return new ProducerIds(nextId.getAndAdd(10), 10);
        }

        @Override
        public ProducerGrant openProducer(String name) {
            return named.compute(
                    name,
                    (_, before) ->
                            before == null
                                    ? new ProducerGrant(nextId.getAndIncrement(), (short) 0)
                                    : new ProducerGrant(
                                            before.producerId(), (short) (before.epoch() + 1)));
        }
    }
}
