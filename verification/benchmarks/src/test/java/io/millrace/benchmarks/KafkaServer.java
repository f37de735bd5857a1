package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Apache Kafka as one combined KRaft node with its defaults, the peer of every comparison. */
final class KafkaServer implements AutoCloseable {
    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";
    private final Path properties;
    private final int port;
    private final List<String> javaOptions;
    private ServerProcess process;

    private KafkaServer(Path directory, int port, List<String> javaOptions) throws IOException {
        this.properties = directory.resolve("server.properties");
        this.port = port;
        this.javaOptions = javaOptions;
        this.process = launch();
    }

    /** Formats {@code directory} and starts a node in it that may use {@code heap} of memory. */
    static KafkaServer start(Path directory, String heap) throws Exception {
        int port = ServerProcess.freePort();
        int controllerPort = ServerProcess.freePort();
        Path properties = directory.resolve("server.properties");
        Files.createDirectories(directory);
        Files.writeString(
                properties,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                """
                        .formatted(port, controllerPort, directory.resolve("data")));
        List<String> format = command(List.of(), "kafka.tools.StorageTool");
        format.addAll(List.of("format", "-t", CLUSTER_ID, "-c", properties.toString()));
        int exit =
                new ProcessBuilder(format)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("format.log").toFile())
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IOException("Kafka's storage tool failed: see " + directory);
        }
        KafkaServer server =
                new KafkaServer(directory, port, List.of("-Xmx" + heap, "-Xms" + heap));
        server.awaitReady();
        return server;
    }

    void restart() throws IOException {
        process.close();
        process = launch();
    }

    void stop() {
        process.close();
    }

    void launchAgain() throws IOException {
        process = launch();
    }

    private ServerProcess launch() throws IOException {
        List<String> command = command(javaOptions, "kafka.Kafka");
        command.add(properties.toString());
        return ServerProcess.start(command, Map.of(), properties.resolveSibling("server.log"));
    }

    private static List<String> command(List<String> options, String main) {
        List<String> command = new ArrayList<>(List.of(ServerProcess.java()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    ServerProcess process() {
        return process;
    }

    private void awaitReady() throws Exception {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get();
        }
    }

    /**
     * Returns when all partitions have a leader that knows of it: an idempotent producer whose
     * first batch is told "not leader" while its second is taken never gets on with the partition.
     */
    void createTopic(String name, int partitions, Map<String, String> configs) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
            }
            admin.listOffsets(ends).all().get();
        }
    }

    void deleteTopic(String name) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    @Override
    public void close() {
        process.close();
    }
}
