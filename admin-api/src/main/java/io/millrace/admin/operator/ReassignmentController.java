package io.millrace.admin.operator;

import io.millrace.admin.access.Caller;
import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Change;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.admin.json.Fields;
import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionState;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** Moves of partitions over HTTP. */
@RestController
final class ReassignmentController {

    private static final String PATH = "/admin/v1/reassignments";
    private static final String RESOURCE = "reassignment";
    private static final int REPLICAS_MAX = 100;

    private final OperatorControl control;
    private final Places places;
    private final AuditLog audit;

    ReassignmentController(OperatorControl control, Places places, AuditLog audit) {
        this.control = control;
        this.places = places;
        this.audit = audit;
    }

    @GetMapping(PATH)
    ResponseEntity<Page> list(ServerHttpRequest request) {
        Parameters parameters = Parameters.of(request, "limit", "page_token");
        return places.page(parameters, PartitionState.MOVING::holds, ReassignmentView::of)
                .response(request);
    }

    @GetMapping(PATH + "/{id}")
    ReassignmentView one(@PathVariable String id) {
        Place place = find(id);
        if (!PartitionState.MOVING.holds(place.partition())) {
            throw none(id);
        }
        return ReassignmentView.of(place, places.facts(place));
    }

    @PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> create(ServerWebExchange exchange, @RequestBody byte[] body) {
        boolean dryRun = dryRun(exchange);
        Fields fields = Fields.parse(body);
        String topic = fields.text("topic", 1000).orElseThrow(() -> fields.wrong("topic", "given"));
        int partition =
                fields.integer("partition").orElseThrow(() -> fields.wrong("partition", "given"));
        List<BrokerId> replicas = replicas(fields);
        fields.done();
        Place before = places.get(topic, Integer.toString(partition));
        MovePartition move = new MovePartition(before.id(), replicas);
        if (dryRun) {
            return ResponseEntity.ok(plan(Operation.CREATE, before, control.move(move, true)));
        }
        PartitionMetadata now =
                audit.around(
                        Caller.of(exchange).principal(),
                        Operation.CREATE.text(),
                        RESOURCE,
                        before.text(),
                        () -> control.move(move, false),
                        after -> changes(before.partition(), after));
        Place place = before.now(now);
        ReassignmentView view = ReassignmentView.of(place, places.facts(place));
        return PartitionState.MOVING.holds(now)
                ? ResponseEntity.created(URI.create(PATH + "/" + view.id())).body(view)
                : ResponseEntity.ok(view);
    }

    @DeleteMapping(PATH + "/{id}")
    ResponseEntity<?> cancel(ServerWebExchange exchange, @PathVariable String id) {
        boolean dryRun = dryRun(exchange);
        Place before = find(id);
        if (dryRun) {
            return ResponseEntity.ok(
                    plan(Operation.DELETE, before, control.cancelMove(before.id(), true)));
        }
        audit.around(
                Caller.of(exchange).principal(),
                Operation.DELETE.text(),
                RESOURCE,
                before.text(),
                () -> control.cancelMove(before.id(), false),
                after -> changes(before.partition(), after));
        return ResponseEntity.noContent().build();
    }

    private Place find(String id) {
        int dash = id.lastIndexOf('-');
        if (dash <= 0) {
            throw none(id);
        }
        return places.get(id.substring(0, dash), id.substring(dash + 1));
    }

    private static List<BrokerId> replicas(Fields fields) {
        List<Integer> numbers =
                fields.integers("replicas").orElseThrow(() -> fields.wrong("replicas", "given"));
        if (numbers.size() > REPLICAS_MAX || numbers.stream().anyMatch(number -> number < 0)) {
            throw fields.wrong("replicas", "at most " + REPLICAS_MAX + " broker ids");
        }
        return numbers.stream().map(BrokerId::new).toList();
    }

    private static Plan plan(Operation operation, Place before, PartitionMetadata after) {
        List<Change> changes = changes(before.partition(), after);
        return Plan.of(changes.isEmpty() ? Operation.NONE : operation, changes, List.of());
    }

    private static List<Change> changes(PartitionMetadata before, PartitionMetadata after) {
        List<Integer> from = ReassignmentView.target(before);
        List<Integer> to = ReassignmentView.target(after);
        return from.equals(to) ? List.of() : List.of(new Change("/spec/replicas", from, to));
    }

    private static boolean dryRun(ServerWebExchange exchange) {
        return Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
    }

    private static MillraceException none(String id) {
        return Problem.of(ErrorCode.NOT_FOUND, "Nothing moves there: " + id).asException();
    }
}
