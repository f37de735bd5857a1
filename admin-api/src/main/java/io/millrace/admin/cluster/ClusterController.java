package io.millrace.admin.cluster;

import io.millrace.admin.access.Caller;
import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Change;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.admin.json.Times;
import io.millrace.admin.operator.OperatorControl;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionState;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.ControllerStatus;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The cluster at a glance, and its way out of safe mode. */
@RestController
final class ClusterController {

    private final TopicControl topics;
    private final ClusterControl cluster;
    private final OperatorControl operators;
    private final AuditLog audit;

    ClusterController(
            TopicControl topics,
            ClusterControl cluster,
            OperatorControl operators,
            AuditLog audit) {
        this.topics = topics;
        this.cluster = cluster;
        this.operators = operators;
        this.audit = audit;
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
            boolean safeMode,
            int brokers,
            int liveBrokers,
            int topics,
            int partitions,
            int offlinePartitions,
            int underReplicatedPartitions,
            int movingPartitions,
            int defaultPartitions,
            int defaultReplicationFactor) {}

    @GetMapping("/admin/v1/cluster")
    ClusterView cluster() {
        ClusterMetadata metadata = topics.metadata();
        ControllerStatus status = operators.status();
        ClusterControl.Identity identity = cluster.identity();
        return new ClusterView(
                metadata.clusterId().toString(),
                identity.mode(),
                identity.productVersion(),
                Times.text(identity.startedAt()),
                metadata.version(),
                metadata.controllerEpoch(),
                status.safeMode(),
                metadata.brokers().size(),
                (int) metadata.brokers().stream().filter(broker -> !broker.fenced()).count(),
                metadata.topics().size(),
                (int) partitions(metadata).count(),
                count(metadata, PartitionState.OFFLINE),
                count(metadata, PartitionState.UNDER_REPLICATED),
                count(metadata, PartitionState.MOVING),
                status.defaultPartitions(),
                status.defaultReplicationFactor());
    }

    @PostMapping("/admin/v1/cluster:reconcile")
    Object reconcile(ServerWebExchange exchange) {
        boolean dryRun = Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
        if (dryRun) {
            if (!operators.status().safeMode()) {
                throw Problem.of(ErrorCode.INVALID_REQUEST, "This is no safe mode").asException();
            }
            return Plan.of(
                    Operation.RECONCILE,
                    leave(),
                    List.of(
                            "Topics, settings and keys that only the lost commits had are gone.",
                            "Brokers that connect later bring nothing back."));
        }
        audit.around(
                Caller.of(exchange).principal(),
                Operation.RECONCILE.text(),
                "cluster",
                topics.metadata().clusterId().toString(),
                () -> {
                    operators.reconcile();
                    return true;
                },
                done -> leave());
        return cluster();
    }

    private static List<Change> leave() {
        return List.of(new Change("/safe_mode", true, false));
    }

    private static int count(ClusterMetadata metadata, PartitionState state) {
        return (int) partitions(metadata).filter(state::holds).count();
    }

    private static Stream<PartitionMetadata> partitions(ClusterMetadata metadata) {
        return metadata.topics().values().stream().flatMap(topic -> topic.partitions().stream());
    }
}
