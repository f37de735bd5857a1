package io.millrace.coordinator.state;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Everything committed as of one version. Immutable; the controller's loop replaces it after each
 * commit, whoever has a reference keeps a consistent view.
 *
 * @param claim names the controller's reign for ever, also where a database was put back
 * @param deletedTopics the {@link #DELETED_TOPICS_MAX} that were deleted last, the newest at the
 *     end. Who was away for more deletions keeps logs that nobody needs, and no more
 */
@SuppressWarnings("ArrayRecordComponent")
public record ControlState(
        UUID clusterId,
        long version,
        long controllerEpoch,
        UUID claim,
        boolean safeMode,
        SortedMap<Integer, BrokerState> brokers,
        SortedMap<TopicName, TopicState> topics,
        Set<TopicId> deletedTopics,
        Map<String, KeyEntry> keys,
        byte[] tokenSecret) {
    public static final int DELETED_TOPICS_MAX = 10_000;

    public ControlState {
        brokers = Collections.unmodifiableSortedMap(new TreeMap<>(brokers));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
        deletedTopics = Collections.unmodifiableSet(new LinkedHashSet<>(deletedTopics));
        keys = Map.copyOf(keys);
    }

    public Optional<TopicState> topic(TopicName name) {
        return Optional.ofNullable(topics.get(name));
    }

    public List<BrokerState> liveBrokers() {
        return brokers.values().stream().filter(broker -> !broker.fenced()).toList();
    }

    public int partitionCount() {
        return topics.values().stream().mapToInt(topic -> topic.partitions().size()).sum();
    }

    /** The state after these changes, which the version {@code next} committed. */
    public ControlState after(List<Change> changes, long next) {
        SortedMap<Integer, BrokerState> brokersNext = new TreeMap<>(brokers);
        SortedMap<TopicName, TopicState> topicsNext = new TreeMap<>(topics);
        LinkedHashSet<TopicId> deletedNext = new LinkedHashSet<>(deletedTopics);
        Map<String, KeyEntry> keysNext = new HashMap<>(keys);
        boolean safe = safeMode;
        for (Change change : changes) {
            switch (change) {
                case Change.TopicAdded(var topic) -> topicsNext.put(topic.name(), topic);
                case Change.TopicRemoved(var name, var id) -> {
                    topicsNext.remove(name);
                    deletedNext.add(id);
                    if (deletedNext.size() > DELETED_TOPICS_MAX) {
                        deletedNext.removeFirst();
                    }
                }
                case Change.ConfigReplaced(var name, var id, var config) ->
                        topicsNext.computeIfPresent(name, (n, topic) -> topic.with(config));
                case Change.PartitionsAdded(var name, var id, var partitions) ->
                        topicsNext.computeIfPresent(name, (n, topic) -> topic.and(partitions));
                case Change.PartitionChanged(var name, var id, var partition) ->
                        topicsNext.computeIfPresent(name, (n, topic) -> topic.with(partition));
                case Change.BrokerPut(var broker) -> brokersNext.put(broker.id().value(), broker);
                case Change.KeyPut(var keyId, var entry) -> keysNext.put(keyId, entry);
                case Change.KeyRemoved(var keyId) -> keysNext.remove(keyId);
                case Change.SafeModeEntered(var reason) -> safe = true;
            }
        }
        return new ControlState(
                clusterId,
                next,
                controllerEpoch,
                claim,
                safe,
                brokersNext,
                topicsNext,
                deletedNext,
                keysNext,
                tokenSecret);
    }

    /** What brokers and administration are told. */
    public ClusterMetadata metadata() {
        Map<TopicName, TopicMetadata> published = new TreeMap<>();
        topics.forEach((name, topic) -> published.put(name, topic.metadata()));
        return new ClusterMetadata(
                clusterId,
                new MetadataPosition(claim, version),
                controllerEpoch,
                published,
                deletedTopics,
                brokers.values().stream().map(BrokerState::metadata).toList(),
                new AccessSnapshot(keys, tokenSecret));
    }

    @Override
    public String toString() {
        return "ControlState[version=" + version + ", topics=" + topics.size() + "]";
    }
}
