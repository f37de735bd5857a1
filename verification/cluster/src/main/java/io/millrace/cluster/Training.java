package io.millrace.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Runs a cluster once, so that the JVM notes what starting and serving take: a node then starts in
 * a fraction of the time (JEP 514). Without it everything works, only slower.
 */
public final class Training {
    private static final Map<String, String> PROGRAMS =
            Map.of(
                    LocalCluster.brokerName(1),
                    "broker",
                    LocalCluster.coordinatorName(1),
                    "coordinator",
                    LocalCluster.ADMIN,
                    "admin");

    private static final int ROUNDS = 20;

    private Training() {}

    /** Writes {@code broker.aot}, {@code coordinator.aot} and {@code admin.aot}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LocalCluster.Programs programs = LocalCluster.Programs.ofSystemProperties();
        LocalCluster cluster =
                new LocalCluster(
                        Path.of(System.getProperty("cluster.directory")),
                        programs,
                        new Noted(programs.services()),
                        new LocalCluster.Ports(Integer.getInteger("cluster.port", 19090)));
        try {
            cluster.start();
            if (new Readiness(cluster).await(Duration.ofMinutes(3))) {
                exercise(cluster);
            }
        } finally {
            cluster.stop();
        }
    }

    /** Starts one of each kind in such a way that it writes down what it has loaded. */
    private record Noted(Path services) implements Place {
        @Override
        public String address(String node) {
            return LOOPBACK.address(node);
        }

        @Override
        public void prepare(String node, ProcessBuilder start) {
            String program = PROGRAMS.get(node);
            if (program != null) {
                start.command().add(1, "-XX:AOTCacheOutput=" + services.resolve(program + ".aot"));
            }
        }
    }

    /** A little of everything: after thousands the JVM compiles by the profile of this run. */
    private static void exercise(LocalCluster cluster) throws IOException, InterruptedException {
        String key = Files.readString(cluster.adminKey()).strip();
        try (HttpClient http = HttpClient.newHttpClient()) {
            send(http, key, cluster.adminUrl() + "/admin/v1/topics", "{\"name\":\"training\"}");
            for (int round = 0; round < ROUNDS; round++) {
                String topic =
                        cluster.brokerUrl(1 + round % LocalCluster.BROKERS) + "/v1/topics/training";
                send(http, key, topic + "/records", "{\"records\":[{\"key\":\"k\",\"value\":1}]}");
                send(http, key, topic + "/partitions/" + round % 3 + "/records?offset=0", "");
                send(http, key, cluster.adminUrl() + "/admin/v1/brokers", "");
                send(http, key, cluster.adminUrl() + "/admin/v1/topics/training", "");
            }
        }
    }

    private static void send(HttpClient http, String key, String url, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + key);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }
        http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }
}
