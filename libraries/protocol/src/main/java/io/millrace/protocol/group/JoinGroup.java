package io.millrace.protocol.group;

import io.millrace.protocol.TopicName;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A client wants to be a member, or its subscription has changed.
 *
 * @param incarnation random for each join, and the same in its retries
 * @param pattern topics that match it are read, too
 * @param assignor by name, if it is not all the same to the client
 */
public record JoinGroup(
        GroupId group,
        MemberId member,
        UUID incarnation,
        Optional<InstanceId> instance,
        Set<TopicName> topics,
        Optional<String> pattern,
        Optional<String> rack,
        long rebalanceTimeoutMs,
        Optional<String> assignor) {
    public JoinGroup {
        topics = Set.copyOf(topics);
    }
}
