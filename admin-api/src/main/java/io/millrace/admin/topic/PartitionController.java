package io.millrace.admin.topic;

import io.millrace.admin.access.Caller;
import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Change;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.admin.json.Fields;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.partition.PartitionView;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** A topic's partitions over HTTP, and the removal of their oldest records. */
@RestController
final class PartitionController {

    private static final long HIGH_WATERMARK = -1;

    private final TopicDesk desk;
    private final PartitionControl partitions;
    private final AuditLog audit;

    PartitionController(TopicDesk desk, PartitionControl partitions, AuditLog audit) {
        this.desk = desk;
        this.partitions = partitions;
        this.audit = audit;
    }

    @GetMapping("/admin/v1/topics/{topic}/partitions")
    Map<String, List<PartitionView>> list(@PathVariable String topic) {
        return items(desk.get(TopicNames.name(topic)).topic());
    }

    @GetMapping("/admin/v1/topics/{topic}/partitions/{partition}")
    PartitionView one(@PathVariable String topic, @PathVariable String partition) {
        TopicMetadata found = desk.get(TopicNames.name(topic)).topic();
        return view(found, TopicNames.partition(found, partition));
    }

    @PostMapping(
            path = "/admin/v1/topics/{topic}:truncate",
            consumes = MediaType.APPLICATION_JSON_VALUE)
    Object truncate(
            ServerWebExchange exchange, @PathVariable String topic, @RequestBody byte[] body) {
        boolean dryRun = Parameters.of(exchange.getRequest(), "dry_run").flag("dry_run");
        TopicMetadata found = desk.get(TopicNames.name(topic)).topic();
        SortedMap<Integer, Long> before = offsets(found, body);
        List<Change> changes = changes(found, before);
        if (dryRun) {
            return Plan.of(
                    changes.isEmpty() ? Operation.NONE : Operation.TRUNCATE,
                    changes,
                    changes.isEmpty() ? List.of() : List.of("The records are gone for good."));
        }
        AuditLog.Attempt attempt =
                audit.begin(
                        Caller.of(exchange).principal(),
                        Operation.TRUNCATE.text(),
                        "topic",
                        found.name().value());
        try {
            before.forEach(
                    (partition, offset) ->
                            partitions.deleteBefore(
                                    PartitionControl.named(found, partition), offset));
        } catch (RuntimeException e) {
            attempt.ended(e);
            throw e;
        }
        attempt.succeeded(changes);
        return items(found);
    }

    /** The offsets, resolved and checked all before the first partition is touched. */
    private SortedMap<Integer, Long> offsets(TopicMetadata topic, byte[] body) {
        Fields fields = Fields.parse(body);
        Fields before = fields.object("before").orElseThrow(() -> fields.wrong("before", "given"));
        fields.done();
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        before.longs()
                .forEach(
                        (text, offset) -> {
                            int partition = TopicNames.partition(topic, text);
                            PartitionFacts facts = facts(topic, partition);
                            long wanted = offset == null ? HIGH_WATERMARK : offset;
                            if (wanted < HIGH_WATERMARK) {
                                throw before.wrong(text, "an offset, or -1 for the high watermark");
                            }
                            if (wanted > facts.highWatermark()) {
                                throw named(
                                        Problem.of(
                                                ErrorCode.OFFSET_BEYOND_END,
                                                "Partition "
                                                        + partition
                                                        + " ends at "
                                                        + facts.highWatermark()),
                                        topic,
                                        partition);
                            }
                            offsets.put(
                                    partition,
                                    wanted == HIGH_WATERMARK ? facts.highWatermark() : wanted);
                        });
        if (offsets.isEmpty()) {
            throw fields.wrong("before", "an object that names at least one partition");
        }
        return offsets;
    }

    private List<Change> changes(TopicMetadata topic, SortedMap<Integer, Long> before) {
        List<Change> changes = new ArrayList<>();
        before.forEach(
                (partition, offset) -> {
                    long start = facts(topic, partition).logStartOffset();
                    if (offset > start) {
                        changes.add(
                                new Change(
                                        "/partitions/" + partition + "/log_start_offset",
                                        start,
                                        offset));
                    }
                });
        return changes;
    }

    private PartitionFacts facts(TopicMetadata topic, int partition) {
        return partitions
                .facts(PartitionControl.named(topic, partition))
                .orElseThrow(
                        () ->
                                named(
                                        Problem.of(
                                                ErrorCode.LEADER_NOT_AVAILABLE,
                                                "Partition " + partition + " has no leader"),
                                        topic,
                                        partition));
    }

    private Map<String, List<PartitionView>> items(TopicMetadata topic) {
        return Map.of("items", PartitionView.of(topic, partitions.factsOf(List.of(topic))));
    }

    private PartitionView view(TopicMetadata topic, int partition) {
        return PartitionView.of(
                topic,
                topic.partitions().get(partition),
                partitions.facts(PartitionControl.named(topic, partition)).orElse(null));
    }

    private static MillraceException named(Problem problem, TopicMetadata topic, int partition) {
        return problem.with("topic", topic.name().value())
                .with("partition", partition)
                .asException();
    }
}
