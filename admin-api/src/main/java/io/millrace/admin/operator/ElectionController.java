package io.millrace.admin.operator;

import io.millrace.admin.access.Caller;
import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Change;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.admin.json.Fields;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionView;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** Elections over HTTP: back to preferred leaders, and the last resort. */
@RestController
final class ElectionController {

    private final OperatorControl control;
    private final TopicControl topics;
    private final Places places;
    private final AuditLog audit;

    ElectionController(
            OperatorControl control, TopicControl topics, Places places, AuditLog audit) {
        this.control = control;
        this.topics = topics;
        this.places = places;
        this.audit = audit;
    }

    @PostMapping("/admin/v1/cluster:prefer-leaders")
    Object preferLeaders(ServerWebExchange exchange) {
        ClusterMetadata metadata = topics.metadata();
        return prefer(exchange, Optional.empty(), "cluster", metadata.clusterId().toString());
    }

    @PostMapping("/admin/v1/topics/{topic}:prefer-leaders")
    Object preferLeadersOf(ServerWebExchange exchange, @PathVariable String topic) {
        Place first = places.get(topic, "0");
        return prefer(exchange, Optional.of(first.topic().id()), "topic", topic);
    }

    private Object prefer(
            ServerWebExchange exchange, Optional<TopicId> topic, String resource, String name) {
        if (dryRun(exchange)) {
            List<Change> changes = moved(control.preferLeaders(topic, true));
            return Plan.of(
                    changes.isEmpty() ? Operation.NONE : Operation.ELECT, changes, List.of());
        }
        int moved =
                audit.around(
                        Caller.of(exchange).principal(),
                        Operation.ELECT.text(),
                        resource,
                        name,
                        () -> control.preferLeaders(topic, false),
                        ElectionController::moved);
        return Map.of("partitions", moved);
    }

    @PostMapping(
            path = "/admin/v1/topics/{topic}/partitions/{partition}:elect-unclean",
            consumes = MediaType.APPLICATION_JSON_VALUE)
    Object electUnclean(
            ServerWebExchange exchange,
            @PathVariable String topic,
            @PathVariable String partition,
            @RequestBody byte[] body) {
        boolean dryRun = dryRun(exchange);
        Place before = places.get(topic, partition);
        UncleanElection election = election(before, body);
        if (dryRun) {
            return Plan.of(
                    Operation.ELECT,
                    elected(before.partition(), control.electUncleanly(election, true)),
                    List.of("Acknowledged records may be lost for good."));
        }
        PartitionMetadata now =
                audit.around(
                        Caller.of(exchange).principal(),
                        "elect_unclean",
                        "partition",
                        before.text(),
                        () -> control.electUncleanly(election, false),
                        after -> elected(before.partition(), after));
        Place place = before.now(now);
        return PartitionView.of(place.topic(), now, places.facts(place));
    }

    /** The consent is asked for twice: as such, and by the topic's name. */
    private static UncleanElection election(Place place, byte[] body) {
        Fields fields = Fields.parse(body);
        boolean accepted = fields.flag("accept_data_loss").orElse(false);
        String named = fields.text("topic", 1000).orElse("");
        Optional<BrokerId> leader = fields.integer("leader").map(number -> broker(fields, number));
        fields.done();
        if (!accepted) {
            throw fields.wrong("accept_data_loss", "true: acknowledged records may be lost");
        }
        if (!named.equals(place.topic().name().value())) {
            throw fields.wrong("topic", "the topic's name once more");
        }
        return new UncleanElection(place.id(), leader, true);
    }

    private static BrokerId broker(Fields fields, int number) {
        if (number < 0) {
            throw fields.wrong("leader", "a broker id");
        }
        return new BrokerId(number);
    }

    private static List<Change> moved(int partitions) {
        return partitions == 0
                ? List.of()
                : List.of(new Change("/preferred_leaders", null, partitions));
    }

    private static List<Change> elected(PartitionMetadata before, PartitionMetadata after) {
        return List.of(new Change("/leader", leader(before), leader(after)));
    }

    private static @Nullable Integer leader(PartitionMetadata partition) {
        return partition.leader().isPresent() ? partition.leader().getAsInt() : null;
    }

    private static boolean dryRun(ServerWebExchange exchange) {
        return Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
    }
}
