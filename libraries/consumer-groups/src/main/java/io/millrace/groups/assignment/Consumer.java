package io.millrace.groups.assignment;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.InstanceId;
import java.util.Optional;
import java.util.Set;

/**
 * What an assignor has to know of a member.
 *
 * @param topics those of the known ones that it has subscribed to
 */
public record Consumer(Optional<InstanceId> instance, Optional<String> rack, Set<TopicId> topics) {
    public Consumer {
        topics = Set.copyOf(topics);
    }
}
