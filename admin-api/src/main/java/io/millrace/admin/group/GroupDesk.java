package io.millrace.admin.group;

import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.change.Operation;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.Preconditions;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.UndoableReset;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.OffsetMove;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.UndoReset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Looks at groups and operates on them, each change in the audit. Calls block. */
@Component
final class GroupDesk {
    private static final String RESOURCE = "group";

    private final GroupControl control;
    private final TopicControl topics;
    private final PartitionControl partitions;
    private final ResetPlanner planner;
    private final AuditLog audit;

    GroupDesk(
            GroupControl control,
            TopicControl topics,
            PartitionControl partitions,
            ResetPlanner planner,
            AuditLog audit) {
        this.control = control;
        this.topics = topics;
        this.partitions = partitions;
        this.planner = planner;
        this.audit = audit;
    }

    /**
     * A change as its caller wants it.
     *
     * @param fence whether members are fenced if there are any
     */
    record Order(PrincipalName by, Preconditions preconditions, boolean fence, boolean dryRun) {

        /** Refuses what the owner would refuse; it looks again when it is done. */
        private Optional<String> check(GroupDescription group) {
            preconditions.check(Optional.of(etag(group.offsetsTag())));
            int members = group.summary().members();
            if (members > 0 && !fence) {
                throw Problem.of(
                                ErrorCode.GROUP_NOT_EMPTY,
                                "The group has " + members + " member(s)")
                        .with("members", members)
                        .asException();
            }
            return preconditions
                    .ifMatch()
                    .filter(wanted -> !wanted.strip().equals("*"))
                    .map(wanted -> group.offsetsTag());
        }
    }

    /**
     * Positions that were moved, or would be.
     *
     * @param etag of the offsets as they are now
     */
    record Moved(MovesView view, String etag) {}

    static String etag(String offsetsTag) {
        return "\"" + offsetsTag + "\"";
    }

    GroupDescription get(GroupId id) {
        return control.describe(id);
    }

    GroupView view(GroupDescription group) {
        return GroupView.of(group, known());
    }

    Moved reset(GroupId id, ResetRequest request, Order order) {
        return moved(
                Operation.RESET,
                id,
                order,
                group -> planner.plan(group, request),
                (moves, tag) -> {
                    Map<PartitionId, Long> targets = new HashMap<>();
                    moves.forEach(
                            (partition, move) -> targets.put(partition, move.to().orElseThrow()));
                    return control.reset(new ResetOffsets(id, targets, order.fence(), tag));
                });
    }

    Moved undo(GroupId id, Order order) {
        return moved(
                Operation.UNDO,
                id,
                order,
                GroupDesk::undoable,
                (moves, tag) -> control.undo(new UndoReset(id, order.fence(), tag)));
    }

    private static Map<PartitionId, OffsetMove> undoable(GroupDescription group) {
        return group.undoable()
                .map(UndoableReset::moves)
                .orElseThrow(
                        () ->
                                Problem.of(
                                                ErrorCode.NOT_FOUND,
                                                "There is no reset that can be undone")
                                        .asException());
    }

    private Moved moved(
            Operation operation,
            GroupId id,
            Order order,
            Function<GroupDescription, Map<PartitionId, OffsetMove>> plan,
            BiFunction<Map<PartitionId, OffsetMove>, Optional<String>, OffsetsMoved> work) {
        if (order.dryRun()) {
            GroupDescription group = control.describe(id);
            var _ = order.check(group);
            return planned(operation, group, plan.apply(group));
        }
        OffsetsMoved moved =
                audit.around(
                        order.by(),
                        operation.text(),
                        RESOURCE,
                        id.value(),
                        () -> {
                            GroupDescription group = control.describe(id);
                            Optional<String> tag = order.check(group);
                            return work.apply(plan.apply(group), tag);
                        },
                        done -> new Moves(known(), done.moves()).changes());
        return new Moved(
                MovesView.of(
                        false,
                        operation,
                        id.value(),
                        moved.membersFenced(),
                        new Moves(known(), moved.moves()).views(partitions),
                        List.of()),
                etag(moved.offsetsTag()));
    }

    private Moved planned(
            Operation operation, GroupDescription group, Map<PartitionId, OffsetMove> moves) {
        int members = group.summary().members();
        return new Moved(
                MovesView.of(
                        true,
                        operation,
                        group.summary().group().value(),
                        members,
                        new Moves(known(), moves).views(partitions),
                        members == 0
                                ? List.of()
                                : List.of(members + " member(s) have to join again.")),
                etag(group.offsetsTag()));
    }

    /** With all its offsets. */
    void delete(GroupId id, Order order) {
        if (order.dryRun()) {
            var _ = order.check(control.describe(id));
            return;
        }
        AuditLog.Attempt attempt =
                audit.begin(order.by(), Operation.DELETE.text(), RESOURCE, id.value());
        try {
            Optional<String> tag = order.check(control.describe(id));
            control.delete(new DeleteGroup(id, tag));
        } catch (RuntimeException e) {
            attempt.ended(e);
            throw e;
        }
        attempt.succeeded();
    }

    private KnownTopics known() {
        return new KnownTopics(topics.metadata());
    }
}
