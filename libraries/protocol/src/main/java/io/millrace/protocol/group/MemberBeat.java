package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.Set;

/**
 * A member lives.
 *
 * @param session in which it speaks
 * @param memberEpoch the last that it has heard of
 * @param commits how far it has come, also in what it gives up now
 * @param released what it has given up in that epoch, since it was told to
 * @param known partitions whose position it knows: it is not told where they begin
 * @param takesOver whether it is another stream of the same session, which fences the one before
 */
public record MemberBeat(
        GroupId group,
        MemberId member,
        long session,
        long memberEpoch,
        Map<PartitionId, NextOffset> commits,
        Set<PartitionId> released,
        Set<PartitionId> known,
        boolean takesOver) {
    public MemberBeat {
        commits = Map.copyOf(commits);
        released = Set.copyOf(released);
        known = Set.copyOf(known);
    }
}
