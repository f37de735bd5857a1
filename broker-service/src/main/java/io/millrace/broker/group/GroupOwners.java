package io.millrace.broker.group;

import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;

/**
 * Who looks after groups, wherever that is. Any thread; calls block.
 *
 * <p>All of them may be repeated. They fail with a {@link io.millrace.protocol.MillraceException}:
 * with {@code coordinator_loading} while the owner moves or can't be reached.
 */
public interface GroupOwners {

    Membership join(JoinGroup wish);

    /** An answer to each heartbeat, in their order: one that fails does not fail the others. */
    MemberAnswers beat(MemberBeats beats);

    void leave(LeaveGroup leaving);

    CommittedOffsets commit(CommitOffsets commit);

    CommittedOffsets offsets(ReadOffsets read);

    /** Never fails: the shards whose owners do not answer are missing. */
    GroupFloors floors(ReadFloors read);
}
