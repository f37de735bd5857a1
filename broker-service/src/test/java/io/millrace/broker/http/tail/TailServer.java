package io.millrace.broker.http.tail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.broker.http.auth.AuthFilter;
import io.millrace.broker.http.limits.ServerLimits;
import io.millrace.broker.http.problem.ProblemExceptionHandler;
import io.millrace.broker.http.route.RouteTable;
import io.millrace.broker.http.stream.StreamProperties;
import io.millrace.broker.http.stream.StreamResponses;
import io.millrace.broker.http.stream.Streams;
import io.millrace.broker.partition.Alone;
import io.millrace.broker.partition.Cluster;
import io.millrace.broker.partition.HostConfig;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionHost;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.QueueLimits;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.ApiKey;
import io.millrace.protocol.access.Authenticator;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordHeader;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.replication.Acks;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The tail on a real server, log and disk, for tests. */
final class TailServer implements AutoCloseable {
    static final StreamProperties STREAMS =
            new StreamProperties(
                    1900,
                    1200,
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(1),
                    DataSize.ofBytes(0));
    private static final TailProperties TAIL =
            new TailProperties(
                    Duration.ofMillis(300),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(5),
                    DataSize.ofMegabytes(8));

    final ApiKey key = ApiKey.generate(new SecureRandom());
    final Cluster cluster = new Cluster();
    final PartitionHost host;
    final Streams streams;
    private final DisposableServer server;
    private boolean keyRevoked;

    TailServer(Path directory, StreamProperties properties) {
        this(directory, properties, 0);
    }

    TailServer(Path directory, StreamProperties properties, int port) {
        host =
                PartitionHost.open(
                        new HostConfig(
                                2,
                                2,
                                2,
                                new QueueLimits(64 << 20, 10_000),
                                new QueueLimits(16 << 20, 1_000),
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
        streams =
                new Streams(
                        properties,
                        host.topics(),
                        new SimpleMeterRegistry(),
                        InstantSource.system());
        TailService service = new TailService(TAIL, host.topics(), streams, InstantSource.system());
        AuthFilter auth =
                new AuthFilter(
                        new Authenticator(() -> host.topics().metadata().access()),
                        host.topics(),
                        InstantSource.system());
        StreamResponses responses =
                new StreamResponses(streams, request -> () -> auth.objection(request));
        var routes =
                RouteTable.of(
                        List.of(
                                new TailRoutes(service, responses),
                                new EventStreamsRoutes(service, responses)));
        var handler =
                RouterFunctions.toHttpHandler(
                        routes,
                        HandlerStrategies.builder()
                                .webFilter(auth)
                                .exceptionHandler(new ProblemExceptionHandler())
                                .build());
        server =
                new ServerLimits(2_500, Duration.ofSeconds(75))
                        .apply(HttpServer.create())
                        .host("127.0.0.1")
                        .port(port)
                        .handle(new ReactorHttpHandlerAdapter(handler))
                        .bindNow();
    }

    int port() {
        return server.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    String authorization() {
        return "Bearer " + key.reveal();
    }

    /** The broker registers again and leads in a new epoch. */
    void leadAnew() {
        host.registered(Cluster.BROKER, cluster.register());
        apply();
    }

    void create(String topic, int partitions, Map<String, String> configs) {
        cluster.create(topic, partitions, configs);
        apply();
    }

    void change(String topic, int partitions) {
        cluster.change(topic, partitions, Map.of());
        apply();
    }

    void delete(String topic) {
        cluster.delete(topic);
        apply();
    }

    void revokeKey() {
        keyRevoked = true;
        cluster.create("another", 1, Map.of());
        apply();
    }

    Partition partition(String topic, int partition) {
        return host.topics().find(new TopicName(topic)).orElseThrow().partitions().get(partition);
    }

    /** Appends one record; returns its offset. */
    long append(String topic, int partition, String key, String value, RecordHeader... headers) {
        return append(topic, partition, Compression.NONE, List.of(value), key, headers);
    }

    /** Appends records in one batch; returns the first one's offset. */
    long append(
            String topic,
            int partition,
            Compression compression,
            List<String> values,
            String key,
            RecordHeader... headers) {
        RecordBatchBuilder builder = new RecordBatchBuilder(compression);
        for (String value : values) {
            builder.append(System.currentTimeMillis(), utf8(key), utf8(value), List.of(headers));
        }
        ProduceOutcome outcome =
                partition(topic, partition)
                        .append(ProduceRequest.of(builder.build(), Acks.ALL))
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
        if (outcome instanceof ProduceOutcome.Appended appended) {
            return appended.baseOffset();
        }
        throw new AssertionError(outcome.toString());
    }

    @Override
    public void close() {
        streams.close();
        server.disposeNow(Duration.ofSeconds(5));
        host.close();
    }

    private void apply() {
        ClusterMetadata made = cluster.touch().metadata();
        Map<String, KeyEntry> keys =
                keyRevoked
                        ? Map.of()
                        : Map.of(
                                key.id(),
                                new KeyEntry(
                                        new PrincipalName("tester"), key.secretSha256(), true));
        host.apply(
                new ClusterMetadata(
                        made.clusterId(),
                        made.at(),
                        made.controllerEpoch(),
                        made.topics(),
                        made.deletedTopics(),
                        made.brokers(),
                        new AccessSnapshot(keys, new byte[32])));
    }

    private static ByteBuffer utf8(String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
