package io.millrace.admin.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.json.Times;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The cluster and its brokers at a glance. */
@RestController
final class ClusterController {

    private final TopicControl topics;
    private final ClusterControl cluster;

    ClusterController(TopicControl topics, ClusterControl cluster) {
        this.topics = topics;
        this.cluster = cluster;
    }

    /** The cluster as the API tells it. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ClusterView(
            String clusterId,
            String mode,
            String productVersion,
            String startedAt,
            long metadataVersion,
            long controllerEpoch,
            int brokers,
            int topics,
            int partitions,
            int offlinePartitions,
            int defaultPartitions,
            int defaultReplicationFactor) {}

    /** A broker as the API tells it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BrokerView(
            int brokerId,
            String state,
            String httpUrl,
            @Nullable String rack,
            long brokerEpoch,
            int leaders,
            int replicas,
            @Nullable Long sizeBytes,
            @Nullable Long diskFreeBytes,
            @Nullable Long diskTotalBytes) {}

    @GetMapping("/admin/v1/cluster")
    ClusterView cluster() {
        ClusterMetadata metadata = topics.metadata();
        ClusterControl.Identity identity = cluster.identity();
        return new ClusterView(
                metadata.clusterId().toString(),
                identity.mode(),
                identity.productVersion(),
                Times.text(identity.startedAt()),
                metadata.version(),
                metadata.controllerEpoch(),
                metadata.brokers().size(),
                metadata.topics().size(),
                (int) partitions(metadata).count(),
                (int) partitions(metadata).filter(p -> p.leader().isEmpty()).count(),
                identity.defaultPartitions(),
                identity.defaultReplicationFactor());
    }

    @GetMapping("/admin/v1/brokers")
    Map<String, List<BrokerView>> brokers() {
        ClusterMetadata metadata = topics.metadata();
        return Map.of(
                "items",
                metadata.brokers().stream()
                        .sorted(Comparator.comparingInt(broker -> broker.id().value()))
                        .map(broker -> view(metadata, broker))
                        .toList());
    }

    @GetMapping("/admin/v1/brokers/{id}")
    BrokerView broker(@PathVariable String id) {
        ClusterMetadata metadata = topics.metadata();
        return metadata.brokers().stream()
                .filter(broker -> Integer.toString(broker.id().value()).equals(id))
                .findFirst()
                .map(broker -> view(metadata, broker))
                .orElseThrow(
                        () ->
                                Problem.of(ErrorCode.NOT_FOUND, "There is no broker of this id")
                                        .asException());
    }

    private BrokerView view(ClusterMetadata metadata, BrokerMetadata broker) {
        int id = broker.id().value();
        ClusterControl.DiskFacts disk = cluster.disk(broker.id()).orElse(null);
        return new BrokerView(
                id,
                broker.fenced() ? "fenced" : "live",
                broker.httpUrl(),
                broker.rack().orElse(null),
                broker.brokerEpoch(),
                (int) partitions(metadata).filter(p -> p.leader().orElse(-1) == id).count(),
                (int) partitions(metadata).filter(p -> p.replicas().contains(id)).count(),
                disk == null ? null : disk.sizeBytes(),
                disk == null ? null : disk.freeBytes(),
                disk == null ? null : disk.totalBytes());
    }

    private static Stream<PartitionMetadata> partitions(ClusterMetadata metadata) {
        return metadata.topics().values().stream().flatMap(topic -> topic.partitions().stream());
    }
}
