package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A member lives.
 *
 * @param session in which it speaks
 * @param memberEpoch the last that it has heard of
 * @param commits how far it has come, also in what it gives up now
 * @param released what it has given up in that epoch, since it was told to
 * @param stream which of its streams speaks; one that has begun since has fenced it. Empty if none
 *     does
 * @param takesOver whether that stream begins with this, which fences the one before
 */
public record MemberBeat(
        GroupId group,
        MemberId member,
        long session,
        long memberEpoch,
        Map<PartitionId, NextOffset> commits,
        Set<PartitionId> released,
        Optional<UUID> stream,
        boolean takesOver) {
    public MemberBeat {
        commits = Map.copyOf(commits);
        released = Set.copyOf(released);
        if (takesOver && stream.isEmpty()) {
            throw new IllegalArgumentException("only a stream takes over");
        }
    }

    /** Of one that says nothing else. */
    public static MemberBeat alive(GroupId group, MemberId member, long session, long memberEpoch) {
        return new MemberBeat(
                group, member, session, memberEpoch, Map.of(), Set.of(), Optional.empty(), false);
    }

    public MemberBeat committing(Map<PartitionId, NextOffset> offsets) {
        return new MemberBeat(
                group, member, session, memberEpoch, offsets, released, stream, takesOver);
    }

    public MemberBeat releasing(Set<PartitionId> partitions) {
        return new MemberBeat(
                group, member, session, memberEpoch, commits, partitions, stream, takesOver);
    }

    public MemberBeat of(UUID speaking) {
        return new MemberBeat(
                group,
                member,
                session,
                memberEpoch,
                commits,
                released,
                Optional.of(speaking),
                takesOver);
    }

    public MemberBeat takingOver(UUID beginning) {
        return new MemberBeat(
                group,
                member,
                session,
                memberEpoch,
                commits,
                released,
                Optional.of(beginning),
                true);
    }
}
