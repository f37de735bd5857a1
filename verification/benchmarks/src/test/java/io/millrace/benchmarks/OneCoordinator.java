package io.millrace.benchmarks;

import io.millrace.cluster.LocalCluster;
import io.millrace.cluster.NodeProcess;
import io.millrace.cluster.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A coordinator that owns every group, and its PostgreSQL, each a process of its own. It is what is
 * left of a cluster when the two others are gone for good: coordination needs three, so it takes
 * the shards by what the database says. A broker and administration are there for as long as it
 * takes to make a topic.
 */
final class OneCoordinator implements CpuTime, AutoCloseable {
    private static final int BASE_PORT = 23_090;
    private static final int ID = 1;
    private static final int BROKER = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Three times what a coordinator of {@code ./dev cluster} has: it does the work of three. */
    private static final String HEAP = "-Xmx768m";

    private static final List<String> ALONE =
            List.of(
                    "--millrace.coordinator.coordination-outage=2s",
                    "--millrace.coordinator.generation-outage=1d");

    private final LocalCluster cluster;

    private OneCoordinator(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /** With one topic. */
    static OneCoordinator start(Path directory, String topic, int partitions) throws Exception {
        LocalCluster local =
                new LocalCluster(
                        directory,
                        LocalCluster.Programs.ofSystemProperties(),
                        new Alone(),
                        new LocalCluster.Ports(BASE_PORT));
        OneCoordinator started = new OneCoordinator(local);
        try {
            local.prepare();
            local.database().start();
            local.coordinator(ID).start();
            started.makeTopic(topic, partitions);
            return started;
        } catch (Exception failure) {
            started.close();
            throw failure;
        }
    }

    /** On the loopback interface, and it does not wait long for others. */
    private static final class Alone implements Place {
        @Override
        public String address(String node) {
            return LOOPBACK.address(node);
        }

        @Override
        public void prepare(String node, ProcessBuilder start) {
            if (node.equals(LocalCluster.coordinatorName(ID))) {
                start.command().add(start.command().indexOf("-jar"), HEAP);
                start.command().addAll(ALONE);
            }
        }
    }

    private void makeTopic(String name, int partitions) throws Exception {
        List<NodeProcess> helpers = List.of(cluster.broker(BROKER), cluster.admin());
        helpers.forEach(NodeProcess::start);
        try (HttpClient http = HttpClient.newHttpClient()) {
            Patience.until("a topic", PATIENCE, () -> isMade(http, name, partitions));
        } finally {
            helpers.forEach(NodeProcess::stop);
        }
    }

    private boolean isMade(HttpClient http, String name, int partitions) throws Exception {
        String spec = "{\"name\":\"%s\",\"spec\":{\"partitions\":%d,\"replication_factor\":1}}";
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(cluster.adminUrl() + "/admin/v1/topics"))
                            .timeout(Duration.ofSeconds(30))
                            .header(
                                    "Authorization",
                                    "Bearer " + Files.readString(cluster.adminKey()).strip())
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            spec.formatted(name, partitions)))
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 201;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where brokers find it. */
    URI url() {
        return cluster.coordinatorUrl(ID);
    }

    /** Of one of three brokers. */
    Path certificates(int broker) {
        return cluster.certificates(LocalCluster.brokerName(broker));
    }

    /** SIGKILL, and another process in its place. */
    void replace() {
        cluster.coordinator(ID).kill();
        cluster.coordinator(ID).start();
    }

    Use coordinator() {
        return new Use(List.of(pid(cluster.coordinator(ID))));
    }

    /** PostgreSQL with all its processes. */
    Use database() {
        long postmaster = pid(cluster.database());
        return new Use(
                Stream.concat(
                                Stream.of(postmaster),
                                ProcessHandle.of(postmaster).stream()
                                        .flatMap(ProcessHandle::descendants)
                                        .map(ProcessHandle::pid))
                        .toList());
    }

    private static long pid(NodeProcess node) {
        return node.running()
                .orElseThrow(
                        () -> new IllegalStateException(node.name() + " is gone: " + node.log()))
                .pid();
    }

    /** Of processes that live on. */
    record Use(List<Long> pids) implements CpuTime {
        @Override
        public double cpuSeconds() throws IOException {
            double sum = 0;
            for (long pid : pids) {
                sum += ServerProcess.cpuSeconds(pid);
            }
            return sum;
        }

        double memoryMebibytes() throws IOException {
            double sum = 0;
            for (long pid : pids) {
                sum += ServerProcess.memoryMebibytes(pid);
            }
            return sum;
        }
    }

    @Override
    public double cpuSeconds() throws IOException {
        return coordinator().cpuSeconds() + database().cpuSeconds();
    }

    @Override
    public void close() {
        cluster.stop();
    }
}
