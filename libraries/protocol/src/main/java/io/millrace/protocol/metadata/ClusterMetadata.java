package io.millrace.protocol.metadata;

import io.millrace.protocol.BrokerId;
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
 * @param at grows with each change
 * @param controllerEpoch grows with each new controller
 * @param topics sorted by name
 * @param deletedTopics the topics that were deleted last: a log is thrown away because its topic
 *     stands here, never because it stands nowhere
 * @param brokers all that have registered and were not taken out, the fenced ones too
 */
public record ClusterMetadata(
        UUID clusterId,
        MetadataPosition at,
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

    public long version() {
        return at.version();
    }

    public Optional<TopicMetadata> topic(TopicName name) {
        return Optional.ofNullable(topics.get(name));
    }

    public Optional<BrokerMetadata> broker(BrokerId id) {
        return brokers.stream().filter(broker -> broker.id().equals(id)).findFirst();
    }
}
