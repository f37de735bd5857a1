package io.millrace.admin.group;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The topics by their ids, as groups know them; those that were deleted are not among them. */
final class KnownTopics {
    static final Comparator<NamedPartition> BY_NAME =
            Comparator.comparing(NamedPartition::topic).thenComparing(NamedPartition::id);

    private final Map<TopicId, TopicMetadata> topics = new HashMap<>();

    KnownTopics(ClusterMetadata metadata) {
        metadata.topics().values().forEach(topic -> topics.put(topic.id(), topic));
    }

    Optional<NamedPartition> named(PartitionId partition) {
        return Optional.ofNullable(topics.get(partition.topic()))
                .map(topic -> new NamedPartition(topic.name(), partition));
    }

    /** In order of topics and numbers. */
    List<NamedPartition> named(Collection<PartitionId> partitions) {
        return partitions.stream().flatMap(id -> named(id).stream()).sorted(BY_NAME).toList();
    }

    /** As the API tells what members have: topic → numbers. */
    SortedMap<String, List<Integer>> byTopic(Collection<PartitionId> partitions) {
        SortedMap<String, List<Integer>> numbers = new TreeMap<>();
        for (NamedPartition named : named(partitions)) {
            numbers.computeIfAbsent(named.topic().value(), topic -> new ArrayList<>())
                    .add(named.id().partition());
        }
        return numbers;
    }
}
