package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Apache Kafka as three combined KRaft nodes with their defaults. */
final class KafkaCluster
        implements Failover.Killable, ManyPartitions.Large, Rebalance.Grouped, CpuTime {
    private static final String TOPIC = "failover";
    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";
    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final int[] ports = new int[NODES + 1];
    private final int[] controllerPorts = new int[NODES + 1];
    private final String heap;
    private final Map<Integer, ServerProcess> nodes = new TreeMap<>();
    private final List<String> many = new ArrayList<>();
    private @Nullable Admin admin;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    private KafkaCluster(Path directory, String heap) throws IOException {
        this.directory = directory;
        this.heap = heap;
        for (int id = 1; id <= NODES; id++) {
            ports[id] = ServerProcess.freePort();
            controllerPorts[id] = ServerProcess.freePort();
        }
    }

    /** With as much heap for each node as one of our brokers has. */
    static KafkaCluster start(Path directory) throws Exception {
        return start(directory, "512m");
    }

    static KafkaCluster start(Path directory, String heap) throws Exception {
        KafkaCluster cluster = new KafkaCluster(directory, heap);
        for (int id = 1; id <= NODES; id++) {
            cluster.format(id);
            cluster.start(id);
        }
        cluster.connect();
        return cluster;
    }

    private void connect() throws Exception {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
        Patience.until(
                "all nodes are there",
                PATIENCE,
                () -> require(admin).describeCluster().nodes().get().size() == NODES);
        createTopic(TOPIC, Failover.PARTITIONS, Map.of());
        producer = newProducer();
    }

    void createTopic(String name, int partitions, Map<String, String> configs) throws Exception {
        Map<String, String> all = new HashMap<>(configs);
        all.put("min.insync.replicas", "2");
        NewTopic topic = new NewTopic(name, partitions, (short) NODES).configs(all);
        require(admin).createTopics(List.of(topic)).all().get();
        awaitLeaders(name, partitions);
    }

    /**
     * A producer of which a leader refuses the first of several batches in flight, because it does
     * not know yet that it leads, does not get over it (OUT_OF_ORDER_SEQUENCE_NUMBER).
     */
    private void awaitLeaders(String name, int partitions) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
        Patience.until("the leaders of " + name + " know it", PATIENCE, () -> areLed(ends));
    }

    private boolean areLed(Map<TopicPartition, OffsetSpec> ends) throws Exception {
        try {
            require(admin).listOffsets(ends).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    void deleteTopic(String name) throws Exception {
        require(admin).deleteTopics(List.of(name)).all().get();
    }

    private static Admin require(@Nullable Admin admin) {
        if (admin == null) {
            throw new IllegalStateException("not connected");
        }
        return admin;
    }

    @Override
    public double cpuSeconds() throws IOException {
        double sum = 0;
        for (ServerProcess node : nodes.values()) {
            sum += node.cpuSeconds();
        }
        return sum;
    }

    String bootstrap() {
        return "127.0.0.1:" + ports[1] + ",127.0.0.1:" + ports[2] + ",127.0.0.1:" + ports[3];
    }

    private KafkaProducer<byte[], byte[]> newProducer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap(), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Path properties(int id) {
        return directory.resolve("node-" + id + ".properties");
    }

    private void format(int id) throws Exception {
        Files.createDirectories(directory);
        Files.writeString(
                properties(id),
                """
                process.roles=broker,controller
                node.id=%1$d
                controller.quorum.voters=1@127.0.0.1:%2$d,2@127.0.0.1:%3$d,3@127.0.0.1:%4$d
                listeners=PLAINTEXT://127.0.0.1:%5$d,CONTROLLER://127.0.0.1:%6$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%5$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%7$s
                """
                        .formatted(
                                id,
                                controllerPorts[1],
                                controllerPorts[2],
                                controllerPorts[3],
                                ports[id],
                                controllerPorts[id],
                                directory.resolve("data-" + id)));
        List<String> format = command(List.of(), "kafka.tools.StorageTool");
        format.addAll(List.of("format", "-t", CLUSTER_ID, "-c", properties(id).toString()));
        int exit =
                new ProcessBuilder(format)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("format-" + id + ".log").toFile())
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IOException("Kafka's storage tool failed: see " + directory);
        }
    }

    private static List<String> command(List<String> options, String main) {
        List<String> command = new ArrayList<>(List.of(ServerProcess.java()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    @Override
    public void start(int id) throws IOException {
        List<String> command = command(List.of("-Xmx" + heap), "kafka.Kafka");
        command.add(properties(id).toString());
        nodes.put(
                id,
                ServerProcess.start(command, Map.of(), directory.resolve("node-" + id + ".log")));
    }

    @Override
    public void kill(int id) {
        ServerProcess node = nodes.remove(id);
        if (node == null) {
            throw new IllegalStateException("node " + id + " does not run");
        }
        node.kill();
    }

    @Override
    public boolean isRepaired() throws InterruptedException {
        try {
            return topic().partitions().stream().allMatch(p -> p.isr().size() == NODES);
        } catch (ExecutionException notNow) {
            return false;
        }
    }

    @Override
    public void createMany(String topic, int partitions) throws Exception {
        many.add(topic);
        createTopic(topic, partitions, Map.of());
    }

    @Override
    public Rebalance.Member join(String group, String topic) {
        return KafkaMember.join(bootstrap(), group, topic);
    }

    @Override
    public boolean isWhole(int partitions) throws InterruptedException {
        try {
            List<TopicPartitionInfo> all = allOfMany();
            return all.size() == partitions && all.stream().allMatch(p -> p.isr().size() == NODES);
        } catch (ExecutionException notNow) {
            return false;
        }
    }

    @Override
    public boolean isLedWithout(int broker) throws InterruptedException {
        try {
            return allOfMany().stream()
                    .allMatch(
                            p ->
                                    p.leader() != null
                                            && !p.leader().isEmpty()
                                            && p.leader().id() != broker);
        } catch (ExecutionException notNow) {
            return false;
        }
    }

    private List<TopicPartitionInfo> allOfMany() throws ExecutionException, InterruptedException {
        return require(admin).describeTopics(many).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .toList();
    }

    @Override
    public void change(String topic, int round) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry entry = new ConfigEntry("retention.ms", Integer.toString(86_400_000 + round));
        AlterConfigOp set = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
        require(admin).incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }

    @Override
    public List<Long> brokers() {
        return nodes.values().stream().map(ServerProcess::pid).toList();
    }

    private TopicDescription topic() throws ExecutionException, InterruptedException {
        return require(admin).describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
    }

    @Override
    public int leaderOf(int partition) throws Exception {
        return topic().partitions().get(partition).leader().id();
    }

    @Override
    public void write(int partition) throws Exception {
        if (producer == null) {
            throw new IllegalStateException("not connected");
        }
        producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[256])).get();
    }

    @Override
    public Failover.Load load() {
        AtomicLong acknowledged = new AtomicLong();
        Thread thread =
                Thread.ofPlatform()
                        .name("load")
                        .start(
                                () -> {
                                    try (KafkaProducer<byte[], byte[]> load = newProducer()) {
                                        for (int n = 0; !Thread.interrupted(); n++) {
                                            load.send(
                                                    new ProducerRecord<>(
                                                            TOPIC,
                                                            n % Failover.PARTITIONS,
                                                            null,
                                                            new byte[256]),
                                                    (metadata, failure) ->
                                                            acknowledged.addAndGet(
                                                                    failure == null ? 1 : 0));
                                            LockSupport.parkNanos(Paced.PAUSE_NANOS);
                                        }
                                    } catch (org.apache.kafka.common.errors.InterruptException e) {
                                        // That is how it ends.
                                    }
                                });
        return new Paced(thread, acknowledged);
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
        if (admin != null) {
            admin.close(Duration.ofSeconds(5));
        }
        nodes.values().forEach(ServerProcess::kill);
    }

    @Override
    public String toString() {
        return "Kafka";
    }
}
