package io.millrace.groups;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import java.util.Optional;

/**
 * Whether a member's commit is to be stored (I-11 of replication.md, KIP-1251). It is decided when
 * it is written, not when it comes in.
 */
public sealed interface CommitVerdict {

    record Store() implements CommitVerdict {}

    /** What is stored counts: the same assignment has committed as much or more. */
    record Behind(CommittedOffset stored) implements CommitVerdict {}

    record Refused(ErrorCode code, String detail) implements CommitVerdict {}

    /**
     * @param member as it is now; empty if the group does not have it any more
     * @param memberEpoch in which the commit was sent
     * @param stored what is committed now
     */
    static CommitVerdict of(
            Optional<Member> member,
            PartitionId partition,
            long memberEpoch,
            long nextOffset,
            Optional<CommittedOffset> stored) {
        if (member.isEmpty()) {
            return new Refused(ErrorCode.UNKNOWN_MEMBER, "The group has no such member");
        }
        Long given = member.get().held().get(partition);
        if (given == null || memberEpoch < given || memberEpoch > member.get().epoch()) {
            return new Refused(
                    ErrorCode.FENCED_MEMBER_EPOCH,
                    "The member did not have " + partition + " in its epoch " + memberEpoch);
        }
        return stored.filter(s -> s.memberEpoch() >= given && s.nextOffset() >= nextOffset)
                .<CommitVerdict>map(Behind::new)
                .orElseGet(Store::new);
    }
}
