package io.millrace.protocol.metadata;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All that a broker decides from, as of one version. Immutable.
 *
 * @param version grows with each change
 * @param controllerEpoch grows with each new controller
 * @param topics sorted by name
 * @param deletedTopics the topics that were deleted last: a log is thrown away because its topic
 *     stands here, never because it stands nowhere
 */
public record ClusterMetadata(
        UUID clusterId,
        long version,
        long controllerEpoch,
        Map<TopicName, TopicMetadata> topics,
        Set<TopicId> deletedTopics,
        List<BrokerMetadata> brokers,
        AccessSnapshot access) {
    public ClusterMetadata {
        topics = Collections.unmodifiableMap(new TreeMap<>(topics));
        deletedTopics = Set.copyOf(deletedTopics);
        brokers = List.copyOf(brokers);
    }

    public Optional<TopicMetadata> topic(TopicName name) {
        return Optional.ofNullable(topics.get(name));
    }
}
