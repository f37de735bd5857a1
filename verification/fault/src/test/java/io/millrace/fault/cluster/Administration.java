package io.millrace.fault.cluster;

import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the admin API knows of a cluster. Any thread. */
public final class Administration {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();

    private final URI url;
    private final Path keyFile;

    /**
     * @param keyFile need not exist yet
     */
    public Administration(URI url, Path keyFile) {
        this.url = url;
        this.keyFile = keyFile;
    }

    /** A broker as the controller sees it. */
    record BrokerState(int id, boolean isLive, long epoch, int replicas, int replicasInSync) {
        static BrokerState of(JsonNode json) {
            return new BrokerState(
                    json.get("broker_id").intValue(),
                    json.get("state").stringValue().equals("live"),
                    json.get("broker_epoch").longValue(),
                    json.get("replicas").intValue(),
                    json.get("replicas_in_sync").intValue());
        }
    }

    /**
     * What the controller has decided of a partition.
     *
     * @param leader −1 while there is none
     */
    public record Duty(int leader, List<Integer> inSync) {
        static Duty of(JsonNode json) {
            List<Integer> inSync = new ArrayList<>();
            json.get("isr").forEach(id -> inSync.add(id.intValue()));
            return new Duty(json.has("leader") ? json.get("leader").intValue() : -1, inSync);
        }
    }

    /** What readers of a partition may see. */
    record PartitionState(int partition, List<Integer> replicas, long start, long highWatermark) {
        static PartitionState of(JsonNode json) {
            if (!json.has("high_watermark")) {
                throw new IllegalStateException("Nobody leads it: " + json);
            }
            List<Integer> replicas = new ArrayList<>();
            json.get("replicas").forEach(id -> replicas.add(id.intValue()));
            return new PartitionState(
                    json.get("partition").intValue(),
                    replicas,
                    json.get("log_start_offset").longValue(),
                    json.get("high_watermark").longValue());
        }
    }

    public ApiKey key() {
        return ApiKey.parse(keyText()).orElseThrow();
    }

    /** Whether all brokers live and all their replicas are in sync; false if nobody answers. */
    public boolean isWhole(int brokers) {
        try {
            List<BrokerState> all = brokers();
            return all.size() == brokers
                    && all.stream()
                            .allMatch(
                                    broker ->
                                            broker.isLive()
                                                    && broker.replicasInSync()
                                                            == broker.replicas());
        } catch (UncheckedIOException | IllegalStateException unknown) {
            return false;
        }
    }

    /** The registration of each broker; none if nobody answers. */
    public Map<Integer, Long> brokerEpochs() {
        try {
            return brokers().stream()
                    .collect(Collectors.toMap(BrokerState::id, BrokerState::epoch));
        } catch (UncheckedIOException | IllegalStateException unknown) {
            return Map.of();
        }
    }

    List<BrokerState> brokers() {
        return items("/admin/v1/brokers", BrokerState::of);
    }

    List<PartitionState> partitions(String topic) {
        return items("/admin/v1/topics/" + topic + "/partitions", PartitionState::of);
    }

    /** Of a topic's partitions, in order. */
    public List<Duty> duties(String topic) {
        return items("/admin/v1/topics/" + topic + "/partitions", Duty::of);
    }

    /** Every record that is acknowledged is on two disks then. */
    public void createTopic(String name, int partitions) {
        String body =
                """
                {"name": "%s", "spec": {"partitions": %d, "replication_factor": 3,
                 "configs": {"min.insync.replicas": "2"}}}
                """
                        .formatted(name, partitions);
        send(
                request("/admin/v1/topics")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    public void deleteTopic(String name) {
        send(request("/admin/v1/topics/" + name).DELETE());
    }

    /** Gives up what is lost, so that a partition can be used again. */
    public void electUncleanly(String topic, int partition) {
        String path = "/admin/v1/topics/%s/partitions/%d:elect-unclean";
        String consent = "{\"accept_data_loss\": true, \"topic\": \"%s\"}";
        send(
                request(path.formatted(topic, partition))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(consent.formatted(topic))));
    }

    /** Whether the controller has found that the database has lost commits. */
    public boolean isInSafeMode() {
        return send(request("/admin/v1/cluster")).get("safe_mode").booleanValue();
    }

    /** Ends safe mode with what the brokers have. */
    public void reconcile() {
        send(request("/admin/v1/cluster:reconcile").POST(BodyPublishers.noBody()));
    }

    String topicId(String name) {
        return send(request("/admin/v1/topics/" + name)).get("topic_id").stringValue();
    }

    private <T> List<T> items(String path, Function<JsonNode, T> item) {
        List<T> items = new ArrayList<>();
        send(request(path)).get("items").forEach(json -> items.add(item.apply(json)));
        return items;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + keyText());
    }

    private String keyText() {
        try {
            return Files.readString(keyFile).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws UncheckedIOException if nobody answers
     * @throws IllegalStateException if the answer is a refusal
     */
    private static JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(request + ": " + answer + " " + answer.body());
            }
            return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
