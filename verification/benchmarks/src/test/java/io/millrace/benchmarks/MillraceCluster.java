package io.millrace.benchmarks;

import io.millrace.client.ClientConfig;
import io.millrace.client.MillraceClient;
import io.millrace.client.Producer;
import io.millrace.client.ProducerConfig;
import io.millrace.client.ProducerRecord;
import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.NodeProcess;
import io.millrace.cluster.Place;
import io.millrace.cluster.Readiness;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three brokers, three coordinators, administration and PostgreSQL, each a process of its own. */
final class MillraceCluster
        implements Failover.Killable, ManyPartitions.Large, Rebalance.Grouped, CpuTime {
    private static final TopicName TOPIC = new TopicName("failover");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BASE_PORT = 19_290;

    private final LocalCluster cluster;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable MillraceClient client;
    private @Nullable Producer producer;

    private MillraceCluster(LocalCluster cluster) {
        this.cluster = cluster;
    }

    static MillraceCluster start(Path directory) throws Exception {
        LocalCluster local =
                new LocalCluster(
                        directory,
                        LocalCluster.Programs.ofSystemProperties(),
                        Place.LOOPBACK,
                        new LocalCluster.Ports(BASE_PORT));
        MillraceCluster cluster = new MillraceCluster(local);
        local.start();
        if (!new Readiness(local).await(PATIENCE)) {
            throw new IOException("The cluster is not ready: see " + directory);
        }
        cluster.createTopic(TOPIC.value(), Failover.PARTITIONS);
        cluster.connect();
        return cluster;
    }

    void createTopic(String name, int partitions) throws Exception {
        // On a machine that is busy one of them may be given up for a moment.
        Patience.until(
                "all brokers live",
                PATIENCE,
                () ->
                        ask("GET", "/admin/v1/cluster", "").at("/live_brokers").intValue()
                                == LocalCluster.BROKERS);
        ask(
                "POST",
                "/admin/v1/topics",
                "{\"name\":\"%s\",\"spec\":{\"partitions\":%d,\"replication_factor\":3}}"
                        .formatted(name, partitions));
    }

    void deleteTopic(String name) throws Exception {
        ask("DELETE", "/admin/v1/topics/" + name, "");
    }

    @Override
    public double cpuSeconds() throws IOException {
        double sum = 0;
        for (NodeProcess node : cluster.nodes()) {
            if (node.running().isPresent()) {
                sum += ServerProcess.cpuSeconds(node.running().get().pid());
            }
        }
        return sum;
    }

    private void connect() throws IOException {
        client = newClient();
        producer = client.producer(config());
    }

    MillraceClient newClient() throws IOException {
        List<URI> urls =
                IntStream.rangeClosed(1, LocalCluster.BROKERS)
                        .mapToObj(cluster::brokerUrl)
                        .toList();
        ApiKey key = ApiKey.parse(Files.readString(cluster.adminKey()).strip()).orElseThrow();
        return new MillraceClient(ClientConfig.of(urls).withKey(key));
    }

    private static ProducerConfig config() {
        return ProducerConfig.DEFAULTS.withLinger(Duration.ZERO);
    }

    private static ProducerRecord record(int partition) {
        return new ProducerRecord(TOPIC, partition, null, new byte[256]);
    }

    @Override
    public boolean isRepaired() throws Exception {
        int live = 0;
        for (JsonNode broker : ask("GET", "/admin/v1/brokers", "").at("/items")) {
            live += broker.at("/state").stringValue().equals("live") ? 1 : 0;
        }
        int inSync = 0;
        for (JsonNode partition : partitions()) {
            inSync += partition.at("/isr").size();
        }
        return live == LocalCluster.BROKERS && inSync == Failover.PARTITIONS * LocalCluster.BROKERS;
    }

    @Override
    public void createMany(String topic, int partitions) throws Exception {
        createTopic(topic, partitions);
    }

    @Override
    public Rebalance.Member join(String group, String topic) throws IOException {
        return MillraceMember.join(newClient(), group, new TopicName(topic));
    }

    @Override
    public boolean isWhole(int partitions) throws Exception {
        JsonNode glance = ask("GET", "/admin/v1/cluster", "");
        return glance.at("/live_brokers").intValue() == LocalCluster.BROKERS
                && glance.at("/partitions").intValue() >= partitions
                && glance.at("/offline_partitions").intValue() == 0
                && glance.at("/under_replicated_partitions").intValue() == 0;
    }

    @Override
    public boolean isLedWithout(int broker) throws Exception {
        return ask("GET", "/admin/v1/cluster", "").at("/offline_partitions").intValue() == 0
                && ask("GET", "/admin/v1/brokers/" + broker, "").at("/leaders").intValue() == 0;
    }

    @Override
    public void change(String topic, int round) throws Exception {
        ask(
                "PATCH",
                "/admin/v1/topics/" + topic + "/configs",
                "{\"retention.ms\":\"%d\"}".formatted(86_400_000 + round));
    }

    @Override
    public List<Long> brokers() {
        return IntStream.rangeClosed(1, LocalCluster.BROKERS)
                .mapToObj(cluster::broker)
                .flatMap(broker -> broker.running().stream())
                .map(ProcessHandle::pid)
                .toList();
    }

    private JsonNode partitions() throws Exception {
        return ask("GET", "/admin/v1/topics/failover/partitions?limit=100", "").at("/items");
    }

    @Override
    public int leaderOf(int partition) throws Exception {
        return partitions().get(partition).at("/leader").intValue();
    }

    @Override
    public void kill(int broker) {
        cluster.broker(broker).kill();
    }

    @Override
    public void start(int broker) {
        cluster.broker(broker).start();
    }

    @Override
    public void write(int partition) throws Exception {
        if (producer == null) {
            throw new IllegalStateException("not connected");
        }
        producer.send(record(partition)).get();
    }

    @Override
    public Failover.Load load() {
        AtomicLong acknowledged = new AtomicLong();
        Thread thread =
                Thread.ofPlatform()
                        .name("load")
                        .start(
                                () -> {
                                    try (MillraceClient own = newClient();
                                            Producer load = own.producer(config())) {
                                        for (int n = 0; !Thread.interrupted(); n++) {
                                            load.send(record(n % Failover.PARTITIONS))
                                                    .thenRun(acknowledged::incrementAndGet);
                                            LockSupport.parkNanos(Paced.PAUSE_NANOS);
                                        }
                                    } catch (IOException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        return new Paced(thread, acknowledged);
    }

    private JsonNode ask(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(cluster.adminUrl() + path))
                        .header(
                                "Authorization",
                                "Bearer " + Files.readString(cluster.adminKey()).strip())
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.body());
        }
        return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
        if (client != null) {
            client.close();
        }
        http.shutdownNow();
        cluster.stop();
    }

    @Override
    public String toString() {
        return "Millrace";
    }
}
