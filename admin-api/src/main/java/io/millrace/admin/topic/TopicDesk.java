package io.millrace.admin.topic;

import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Change;
import io.millrace.admin.change.Operation;
import io.millrace.admin.change.Plan;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out changes of topics: one at a time per name, checked against the state they are based
 * on, first at the controller and then in the notes, audited before and after. Any thread; calls
 * block.
 *
 * <p>A crash between controller and notes leaves a topic with its old labels and description; the
 * same PUT again completes it.
 */
@Component
class TopicDesk {

    private final TopicControl control;
    private final TopicNotesRows rows;
    private final TransactionTemplate transaction;
    private final AuditLog audit;
    private final NotesFeed feed;
    private final Clock clock;

    TopicDesk(
            TopicControl control,
            TopicNotesRows rows,
            TransactionTemplate transaction,
            AuditLog audit,
            NotesFeed feed,
            Clock clock) {
        this.control = control;
        this.rows = rows;
        this.transaction = transaction;
        this.audit = audit;
        this.feed = feed;
        this.clock = clock;
    }

    /** A topic as it is: the controller's part and ours. */
    record Found(TopicMetadata topic, @Nullable TopicNotes notes) {

        DesiredTopic desired() {
            return DesiredTopic.of(topic, notes);
        }

        String etag() {
            return desired().etag(topic.id());
        }

        String configsEtag() {
            return desired().configsEtag(topic.id());
        }
    }

    /**
     * What a request comes to.
     *
     * @param plan only of a dry run
     */
    record Result(Operation operation, @Nullable Found found, @Nullable Plan plan) {

        Found topic() {
            return Objects.requireNonNull(found, "a dry run has no topic");
        }
    }

    Optional<Found> find(TopicName name) {
        return control.metadata()
                .topic(name)
                .map(topic -> new Found(topic, rows.findById(topic.id().value()).orElse(null)));
    }

    Found get(TopicName name) {
        return find(name).orElseThrow(() -> notFound(name).asException());
    }

    Result create(PrincipalName by, TopicName name, TopicRequests.State wanted, boolean dryRun) {
        return audited(by, Operation.CREATE, name, dryRun, () -> create(name, wanted, dryRun));
    }

    Result put(
            PrincipalName by,
            TopicName name,
            TopicRequests.State wanted,
            Preconditions preconditions,
            boolean dryRun) {
        return audited(
                by,
                Operation.UPDATE,
                name,
                dryRun,
                () -> {
                    Optional<Found> found = find(name);
                    preconditions.check(found.map(Found::etag));
                    if (found.isEmpty()) {
                        return create(name, wanted, dryRun);
                    }
                    refuseOtherFactor(found.get(), wanted);
                    return change(found.get(), wanted, dryRun);
                });
    }

    /**
     * Changes a topic that exists.
     *
     * @param wanted makes the wanted state from the present one
     * @param etag which of the topic's ETags the preconditions are about
     */
    Result change(
            PrincipalName by,
            TopicName name,
            Function<DesiredTopic, TopicRequests.State> wanted,
            Preconditions preconditions,
            Function<Found, String> etag,
            boolean dryRun) {
        return audited(
                by,
                Operation.UPDATE,
                name,
                dryRun,
                () -> {
                    Found found = get(name);
                    preconditions.check(Optional.of(etag.apply(found)));
                    return change(found, wanted.apply(found.desired()), dryRun);
                });
    }

    Result delete(PrincipalName by, TopicName name, Preconditions preconditions, boolean dryRun) {
        return audited(
                by,
                Operation.DELETE,
                name,
                dryRun,
                () -> {
                    Found found = get(name);
                    preconditions.check(Optional.of(found.etag()));
                    control.delete(name, found.topic().id(), dryRun);
                    List<Change> changes = DesiredTopic.changes(found.desired(), null);
                    if (!dryRun && found.notes() != null) {
                        rows.delete(found.notes());
                    }
                    return new Step(Operation.DELETE, found, changes, List.of());
                });
    }

    private Step create(TopicName name, TopicRequests.State wanted, boolean dryRun) {
        TopicMetadata topic =
                control.create(
                        new CreateTopic(
                                name,
                                optional(wanted.partitions()),
                                optional(wanted.replicationFactor()),
                                wanted.configs()),
                        dryRun);
        DesiredTopic desired = desired(wanted, topic);
        TopicNotes notes = new TopicNotes(topic.id().value(), clock.instant());
        notes.describe(desired, clock.instant());
        if (!dryRun) {
            rows.save(notes);
        }
        return new Step(
                Operation.CREATE,
                new Found(topic, notes),
                DesiredTopic.changes(null, desired),
                warnings(null, desired));
    }

    private Step change(Found found, TopicRequests.State wanted, boolean dryRun) {
        TopicMetadata topic =
                control.change(
                        found.topic().name(),
                        found.topic().id(),
                        Optional.of(wanted.configs()),
                        optional(wanted.partitions()),
                        dryRun);
        DesiredTopic before = found.desired();
        DesiredTopic after = desired(wanted, topic);
        List<Change> changes = DesiredTopic.changes(before, after);
        TopicNotes notes = found.notes();
        if (!dryRun && !changes.isEmpty()) {
            notes = notes == null ? new TopicNotes(topic.id().value(), clock.instant()) : notes;
            notes.describe(after, clock.instant());
            rows.save(notes);
        }
        return new Step(
                changes.isEmpty() ? Operation.NONE : Operation.UPDATE,
                new Found(topic, notes),
                changes,
                warnings(before, after));
    }

    /** What was done, before it is told as a plan or as a topic. */
    private record Step(
            Operation operation, Found found, List<Change> changes, List<String> warnings) {}

    private Result audited(
            PrincipalName by,
            Operation action,
            TopicName name,
            boolean dryRun,
            Supplier<Step> work) {
        if (dryRun) {
            Step step = work.get();
            return new Result(
                    step.operation(),
                    null,
                    Plan.of(step.operation(), step.changes(), step.warnings()));
        }
        AuditLog.Attempt attempt = audit.begin(by, action.text(), "topic", name.value());
        Step step;
        try {
            step =
                    Objects.requireNonNull(
                            transaction.execute(
                                    status -> {
                                        rows.lock(name.value());
                                        return work.get();
                                    }));
        } catch (RuntimeException e) {
            attempt.ended(e);
            throw e;
        }
        attempt.succeeded(step.changes());
        feed.changed();
        return new Result(step.operation(), step.found(), null);
    }

    private static DesiredTopic desired(TopicRequests.State wanted, TopicMetadata topic) {
        return new DesiredTopic(
                        wanted.description(), wanted.labels(), wanted.annotations(), 1, 1, Map.of())
                .as(topic);
    }

    private static List<String> warnings(@Nullable DesiredTopic before, DesiredTopic after) {
        List<String> warnings = new ArrayList<>();
        if (before != null && before.partitions() != after.partitions()) {
            warnings.add(
                    "Most keys go to another partition from now on: order per key is kept before"
                            + " and after the change, not across it.");
        }
        if ("anonymous".equals(after.configs().get("read"))
                && (before == null || !"anonymous".equals(before.configs().get("read")))) {
            warnings.add("Everybody can read this topic without credentials.");
        }
        return warnings;
    }

    private static void refuseOtherFactor(Found found, TopicRequests.State wanted) {
        int present = found.desired().replicationFactor();
        if (wanted.replicationFactor().isPresent() && wanted.replicationFactor().get() != present) {
            throw Problem.of(
                            ErrorCode.INVALID_REPLICATION_FACTOR,
                            "The topic has replication factor "
                                    + present
                                    + "; it can't be changed here")
                    .with("topic", found.topic().name().value())
                    .with("field", "/spec/replication_factor")
                    .asException();
        }
    }

    private static OptionalInt optional(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static Problem notFound(TopicName name) {
        return Problem.of(ErrorCode.TOPIC_NOT_FOUND, "There is no topic " + name)
                .with("topic", name.value());
    }
}
