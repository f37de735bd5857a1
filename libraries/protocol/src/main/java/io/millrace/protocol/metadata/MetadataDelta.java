package io.millrace.protocol.metadata;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What makes one metadata of another. It applies to the very version that it begins with.
 *
 * @param topics that are new, or whose configs or number of partitions have changed; whole
 * @param partitions of other topics, by topic: those that have changed
 * @param removed topics that are no more
 * @param deleted topics that were added to the deleted ones
 * @param forgotten topics that were taken from the deleted ones
 * @param brokers all of them, if one has changed
 * @param access all of it, if it has changed
 */
public record MetadataDelta(
        long from,
        MetadataPosition to,
        long controllerEpoch,
        List<TopicMetadata> topics,
        Map<TopicName, List<PartitionMetadata>> partitions,
        List<TopicName> removed,
        List<TopicId> deleted,
        List<TopicId> forgotten,
        Optional<List<BrokerMetadata>> brokers,
        Optional<AccessSnapshot> access) {

    public MetadataDelta {
        topics = List.copyOf(topics);
        partitions = Map.copyOf(partitions);
        removed = List.copyOf(removed);
        deleted = List.copyOf(deleted);
        forgotten = List.copyOf(forgotten);
        brokers = brokers.map(List::copyOf);
    }

    /** Both must be of one cluster. What they share is cheap to compare: it is the same object. */
    public static MetadataDelta between(ClusterMetadata before, ClusterMetadata after) {
        List<TopicMetadata> topics = new ArrayList<>();
        Map<TopicName, List<PartitionMetadata>> partitions = new TreeMap<>();
        after.topics()
                .forEach(
                        (name, topic) -> {
                            TopicMetadata old = before.topics().get(name);
                            if (old == null || !old.differsInPartitionsOnly(topic)) {
                                topics.add(topic);
                            } else {
                                List<PartitionMetadata> changed = changed(old, topic);
                                if (!changed.isEmpty()) {
                                    partitions.put(name, changed);
                                }
                            }
                        });
        List<TopicName> removed = new ArrayList<>(before.topics().keySet());
        removed.removeAll(after.topics().keySet());
        return new MetadataDelta(
                before.version(),
                after.at(),
                after.controllerEpoch(),
                topics,
                partitions,
                removed,
                missing(after.deletedTopics(), before.deletedTopics()),
                missing(before.deletedTopics(), after.deletedTopics()),
                changed(before.brokers(), after.brokers()),
                changed(before.access(), after.access()));
    }

    /**
     * @throws IllegalArgumentException if {@code before} is another version than it begins with
     */
    public ClusterMetadata applyTo(ClusterMetadata before) {
        if (before.version() != from) {
            throw new IllegalArgumentException(
                    "a delta from version " + from + " does not apply to " + before.version());
        }
        Map<TopicName, TopicMetadata> next = new TreeMap<>(before.topics());
        removed.forEach(next::remove);
        topics.forEach(topic -> next.put(topic.name(), topic));
        partitions.forEach(
                (name, changed) ->
                        next.computeIfPresent(name, (same, topic) -> topic.with(changed)));
        Set<TopicId> deletedNext = before.deletedTopics();
        if (!deleted.isEmpty() || !forgotten.isEmpty()) {
            deletedNext = new LinkedHashSet<>(before.deletedTopics());
            deletedNext.addAll(deleted);
            forgotten.forEach(deletedNext::remove);
        }
        return new ClusterMetadata(
                before.clusterId(),
                to,
                controllerEpoch,
                next,
                deletedNext,
                brokers.orElse(before.brokers()),
                access.orElse(before.access()));
    }

    private static List<PartitionMetadata> changed(TopicMetadata old, TopicMetadata topic) {
        List<PartitionMetadata> changed = new ArrayList<>();
        for (PartitionMetadata partition : topic.partitions()) {
            PartitionMetadata was = old.partitions().get(partition.partition());
            if (!partition.equals(was)) {
                changed.add(partition);
            }
        }
        return changed;
    }

    private static <T> Optional<T> changed(T before, T after) {
        return before.equals(after) ? Optional.empty() : Optional.of(after);
    }

    private static List<TopicId> missing(Set<TopicId> there, Set<TopicId> here) {
        return there.equals(here)
                ? List.of()
                : there.stream().filter(id -> !here.contains(id)).toList();
    }
}
