package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.LastReset;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.OffsetMove;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.UndoReset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What operators do to groups. Used by the shard's thread.
 *
 * <p>Positions are moved in the transaction that fences all members: what was committed before is
 * replaced, and nothing lands afterwards that a member sends of before (ADR 16, 3 and 4).
 */
final class GroupSurgery {
    static final Duration UNDO_FOR = Duration.ofHours(24);

    private final InstantSource clock;

    GroupSurgery(InstantSource clock) {
        this.clock = clock;
    }

    /** A reset that moves nothing leaves the one before to be undone: it may be a repetition. */
    OffsetsMoved reset(Draft draft, ResetOffsets wish) {
        GroupId id = wish.group();
        int members = opened(draft, id, wish.fence(), wish.offsetsTag());
        Map<PartitionId, Optional<NextOffset>> before = new HashMap<>();
        Map<PartitionId, Optional<NextOffset>> after = new HashMap<>();
        wish.nextOffsets()
                .forEach(
                        (partition, next) -> {
                            before.put(partition, draft.offset(id, partition).map(Commits::told));
                            after.put(
                                    partition,
                                    Optional.of(new NextOffset(next, OptionalInt.empty(), "")));
                        });
        Map<PartitionId, OffsetMove> moves = move(draft, id, after);
        if (!moves.isEmpty()) {
            before.keySet().retainAll(moves.keySet());
            draft.note(id, Optional.of(new LastReset(clock.millis(), before)));
        }
        return new OffsetsMoved(members, moves, OffsetsTag.of(draft.offsets(id)));
    }

    OffsetsMoved undo(Draft draft, UndoReset wish) {
        GroupId id = wish.group();
        LastReset last =
                existing(draft, id)
                        .lastReset(id)
                        .filter(this::isUndoable)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        ErrorCode.NOT_FOUND,
                                                        "Group "
                                                                + id
                                                                + " was not reset in the last 24"
                                                                + " hours, or that is undone")
                                                .asException());
        int members = opened(draft, id, wish.fence(), wish.offsetsTag());
        Map<PartitionId, OffsetMove> moves = move(draft, id, last.before());
        draft.note(id, Optional.empty());
        return new OffsetsMoved(members, moves, OffsetsTag.of(draft.offsets(id)));
    }

    boolean delete(Draft draft, DeleteGroup wish) {
        var _ = opened(draft, wish.group(), false, wish.offsetsTag());
        draft.remove(wish.group());
        return true;
    }

    boolean isUndoable(LastReset reset) {
        return clock.millis() - reset.atMs() < UNDO_FOR.toMillis();
    }

    /** Nobody can undo them any more. */
    void forgetOld(Draft draft) {
        draft.committed()
                .forEach(
                        (id, state) -> {
                            if (isOver(state) && draft.has(id)) {
                                draft.note(id, draft.lastReset(id).filter(this::isUndoable));
                            }
                        });
    }

    private boolean isOver(GroupState state) {
        return state.lastReset().isPresent() && !isUndoable(state.lastReset().get());
    }

    private static Draft existing(Draft draft, GroupId id) {
        if (!draft.has(id)) {
            throw Problem.of(ErrorCode.GROUP_NOT_FOUND, "There is no group " + id).asException();
        }
        return draft;
    }

    /**
     * Sees to it that nobody commits.
     *
     * @return how many members were fenced
     */
    private static int opened(Draft draft, GroupId id, boolean fence, Optional<String> tag) {
        var offsets = existing(draft, id).offsets(id);
        if (tag.isPresent() && !tag.get().equals(OffsetsTag.of(offsets))) {
            throw Problem.of(
                            ErrorCode.ETAG_MISMATCH,
                            "The offsets were changed since: read them again")
                    .asException();
        }
        Group group = draft.group(id);
        int members = group.members().size();
        if (members > 0 && !fence) {
            throw Problem.of(
                            ErrorCode.GROUP_NOT_EMPTY,
                            "Group " + id + " has " + members + " member(s)")
                    .with("members", members)
                    .asException();
        }
        if (members > 0) {
            draft.put(id, group.fencedAll());
        }
        return members;
    }

    private Map<PartitionId, OffsetMove> move(
            Draft draft, GroupId id, Map<PartitionId, Optional<NextOffset>> wanted) {
        Map<PartitionId, OffsetMove> moves = new HashMap<>();
        long epoch = draft.group(id).epoch();
        long now = clock.millis();
        wanted.forEach(
                (partition, next) -> {
                    OffsetMove move = between(draft.offset(id, partition), next);
                    if (!move.from().equals(move.to())) {
                        moves.put(partition, move);
                        draft.move(
                                id,
                                partition,
                                next.map(
                                        offset ->
                                                new CommittedOffset(
                                                        offset.nextOffset(),
                                                        offset.leaderEpoch(),
                                                        offset.metadata(),
                                                        epoch,
                                                        now)));
                    }
                });
        return moves;
    }

    static OffsetMove between(Optional<CommittedOffset> from, Optional<NextOffset> to) {
        return new OffsetMove(
                from.map(offset -> OptionalLong.of(offset.nextOffset()))
                        .orElse(OptionalLong.empty()),
                to.map(offset -> OptionalLong.of(offset.nextOffset()))
                        .orElse(OptionalLong.empty()));
    }
}
