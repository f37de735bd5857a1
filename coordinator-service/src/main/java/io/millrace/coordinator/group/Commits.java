package io.millrace.coordinator.group;

import io.millrace.groups.CommitVerdict;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.Refusal;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which commits count. Used by the shard's thread. */
final class Commits {
    private final InstantSource clock;

    Commits(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @throws MillraceException with {@code invalid_request} if it can't be stored as it is
     */
    static void check(Map<PartitionId, NextOffset> offsets) {
        offsets.forEach(
                (partition, next) -> {
                    try {
                        var _ = committed(next, 0, 0);
                    } catch (IllegalArgumentException e) {
                        throw new MillraceException(
                                Problem.of(
                                        ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage())),
                                e);
                    }
                });
    }

    /** Of a group that has no members, or the administration's. */
    CommittedOffsets commit(Draft draft, GroupId id, Map<PartitionId, NextOffset> offsets) {
        Group group = draft.group(id);
        if (!group.members().isEmpty()) {
            throw Problem.of(
                            ErrorCode.GROUP_NOT_EMPTY,
                            "Only members commit offsets of a group that has any")
                    .asException();
        }
        offsets.forEach(
                (partition, next) ->
                        draft.commit(
                                id, partition, committed(next, group.epoch(), clock.millis())));
        return new CommittedOffsets(offsets, Map.of());
    }

    CommittedOffsets commit(
            Draft draft, GroupId id, Committer committer, Map<PartitionId, NextOffset> offsets) {
        Optional<Member> member = draft.group(id).member(committer.member());
        long epoch = committer.memberEpoch();
        Map<PartitionId, NextOffset> now = new HashMap<>();
        Map<PartitionId, Refusal> refused = new HashMap<>();
        offsets.forEach(
                (partition, next) -> {
                    CommitVerdict verdict =
                            CommitVerdict.of(
                                    member,
                                    partition,
                                    epoch,
                                    next.nextOffset(),
                                    draft.offset(id, partition));
                    switch (verdict) {
                        case CommitVerdict.Store _ -> {
                            draft.commit(id, partition, committed(next, epoch, clock.millis()));
                            now.put(partition, next);
                        }
                        case CommitVerdict.Behind(CommittedOffset stored) ->
                                now.put(partition, told(stored));
                        case CommitVerdict.Refused(ErrorCode code, String detail) ->
                                refused.put(partition, new Refusal(code, detail));
                    }
                });
        return new CommittedOffsets(now, refused);
    }

    private static CommittedOffset committed(NextOffset next, long epoch, long atMs) {
        return new CommittedOffset(
                next.nextOffset(), next.leaderEpoch(), next.metadata(), epoch, atMs);
    }

    static NextOffset told(CommittedOffset offset) {
        return new NextOffset(offset.nextOffset(), offset.leaderEpoch(), offset.metadata());
    }
}
