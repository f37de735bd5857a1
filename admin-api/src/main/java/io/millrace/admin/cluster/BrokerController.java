package io.millrace.admin.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.access.Caller;
import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Change;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.admin.operator.OperatorControl;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.ControllerStatus;
import io.millrace.protocol.facts.DiskFacts;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The brokers over HTTP: what they lead, and the removal of those that will not come back. */
@RestController
final class BrokerController {

    private static final String PATH = "/admin/v1/brokers";

    private final TopicControl topics;
    private final ClusterControl cluster;
    private final OperatorControl operators;
    private final AuditLog audit;

    BrokerController(
            TopicControl topics,
            ClusterControl cluster,
            OperatorControl operators,
            AuditLog audit) {
        this.topics = topics;
        this.cluster = cluster;
        this.operators = operators;
        this.audit = audit;
    }

    /** A broker as the API tells it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BrokerView(
            int brokerId,
            String state,
            boolean drained,
            String httpUrl,
            @Nullable String internalUrl,
            @Nullable String rack,
            long brokerEpoch,
            int leaders,
            int replicas,
            int replicasInSync,
            @Nullable Long sizeBytes,
            @Nullable Long diskFreeBytes,
            @Nullable Long diskTotalBytes) {}

    @GetMapping(PATH)
    Map<String, List<BrokerView>> list() {
        ClusterMetadata metadata = topics.metadata();
        return Map.of("items", views(metadata, metadata.brokers()));
    }

    @GetMapping(PATH + "/{id}")
    BrokerView one(@PathVariable String id) {
        ClusterMetadata metadata = topics.metadata();
        return views(metadata, List.of(find(metadata, id))).getFirst();
    }

    @DeleteMapping(PATH + "/{id}")
    ResponseEntity<?> remove(ServerWebExchange exchange, @PathVariable String id) {
        boolean dryRun = Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
        BrokerId broker = find(topics.metadata(), id).id();
        if (dryRun) {
            operators.removeBroker(broker, true);
            return ResponseEntity.ok(Plan.of(Operation.DELETE, List.of(), List.of()));
        }
        audit.around(
                Caller.of(exchange).principal(),
                Operation.DELETE.text(),
                "broker",
                broker.toString(),
                () -> {
                    operators.removeBroker(broker, false);
                    return broker;
                },
                removed -> List.of());
        return ResponseEntity.noContent().build();
    }

    @PostMapping(PATH + "/{id}:drain")
    Object drain(ServerWebExchange exchange, @PathVariable String id) {
        return drain(exchange, id, true);
    }

    @PostMapping(PATH + "/{id}:resume")
    Object resume(ServerWebExchange exchange, @PathVariable String id) {
        return drain(exchange, id, false);
    }

    private Object drain(ServerWebExchange exchange, String id, boolean drained) {
        boolean dryRun = Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
        Operation operation = drained ? Operation.DRAIN : Operation.RESUME;
        ClusterMetadata metadata = topics.metadata();
        BrokerId broker = find(metadata, id).id();
        List<Change> changes =
                operators.status().drained().contains(broker) == drained
                        ? List.of()
                        : List.of(new Change("/drained", !drained, drained));
        if (dryRun) {
            operators.drain(broker, drained, true);
            return Plan.of(operation, changes, warnings(metadata, broker, drained));
        }
        audit.around(
                Caller.of(exchange).principal(),
                operation.text(),
                "broker",
                broker.toString(),
                () -> {
                    operators.drain(broker, drained, false);
                    return broker;
                },
                done -> changes);
        return one(id);
    }

    private static List<String> warnings(
            ClusterMetadata metadata, BrokerId broker, boolean drained) {
        int leaders = count(metadata, p -> p.isLedBy(broker.value()));
        return drained
                ? List.of(leaders + " partition(s) get another leader, if another is in sync")
                : List.of();
    }

    private static BrokerMetadata find(ClusterMetadata metadata, String id) {
        return metadata.brokers().stream()
                .filter(broker -> Integer.toString(broker.id().value()).equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.of(ErrorCode.NOT_FOUND, "There is no broker of this id")
                                        .asException());
    }

    private List<BrokerView> views(ClusterMetadata metadata, List<BrokerMetadata> brokers) {
        Optional<ControllerStatus> status = status();
        Map<BrokerId, DiskFacts> disks =
                cluster.disks(
                        brokers.stream()
                                .filter(broker -> !broker.fenced())
                                .map(BrokerMetadata::id)
                                .toList());
        return brokers.stream()
                .sorted(Comparator.comparingInt(broker -> broker.id().value()))
                .map(
                        broker ->
                                view(
                                        metadata,
                                        broker,
                                        status.filter(s -> s.draining().contains(broker.id()))
                                                .isPresent(),
                                        status.filter(s -> s.drained().contains(broker.id()))
                                                .isPresent(),
                                        disks.get(broker.id())))
                .toList();
    }

    /** All else of the brokers is known without a controller, and then it is wanted most. */
    private Optional<ControllerStatus> status() {
        try {
            return Optional.of(operators.status());
        } catch (MillraceException noController) {
            return Optional.empty();
        }
    }

    private static BrokerView view(
            ClusterMetadata metadata,
            BrokerMetadata broker,
            boolean draining,
            boolean drained,
            @Nullable DiskFacts disk) {
        int id = broker.id().value();
        return new BrokerView(
                id,
                broker.fenced() ? "fenced" : draining ? "draining" : "live",
                drained,
                broker.httpUrl(),
                broker.internalUrl().orElse(null),
                broker.rack().orElse(null),
                broker.brokerEpoch(),
                count(metadata, p -> p.isLedBy(id)),
                count(metadata, p -> p.replicas().contains(id)),
                count(metadata, p -> p.isr().containsKey(id)),
                disk == null ? null : disk.sizeBytes(),
                disk == null ? null : disk.freeBytes(),
                disk == null ? null : disk.totalBytes());
    }

    private static int count(ClusterMetadata metadata, Predicate<PartitionMetadata> which) {
        return (int)
                metadata.topics().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .filter(which)
                        .count();
    }
}
