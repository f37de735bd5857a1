package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A member as it is stored.
 *
 * @param session the group epoch in which its session began
 * @param epoch the group epoch up to which it has followed
 * @param pattern topics that match it are read, too
 * @param assigned what it may work on → the group epoch in which it was given it
 * @param revoking what it is to give up
 * @param away whether it has left for a while
 */
public record MemberDescription(
        MemberId id,
        Optional<InstanceId> instance,
        Optional<String> rack,
        long session,
        long epoch,
        Set<TopicName> topics,
        Optional<String> pattern,
        Map<PartitionId, Long> assigned,
        Set<PartitionId> revoking,
        boolean away) {
    public MemberDescription {
        topics = Set.copyOf(topics);
        assigned = Map.copyOf(assigned);
        revoking = Set.copyOf(revoking);
    }
}
