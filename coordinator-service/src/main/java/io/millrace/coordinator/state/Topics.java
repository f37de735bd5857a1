package io.millrace.coordinator.state;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All topics, by name and by id. Immutable. */
public final class Topics {

    private final SortedMap<TopicName, TopicState> byName;
    private final Map<TopicId, TopicState> byId;

    private Topics(SortedMap<TopicName, TopicState> byName, Map<TopicId, TopicState> byId) {
        this.byName = Collections.unmodifiableSortedMap(byName);
        this.byId = Collections.unmodifiableMap(byId);
    }

    public static Topics of(Collection<TopicState> topics) {
        SortedMap<TopicName, TopicState> byName = new TreeMap<>();
        Map<TopicId, TopicState> byId = new HashMap<>();
        for (TopicState topic : topics) {
            byName.put(topic.name(), topic);
            byId.put(topic.id(), topic);
        }
        return new Topics(byName, byId);
    }

    public Collection<TopicState> all() {
        return byName.values();
    }

    public int count() {
        return byName.size();
    }

    public Optional<TopicState> find(TopicName name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<TopicState> find(TopicId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Optional<PartitionPlace> find(PartitionId id) {
        return find(id.topic())
                .filter(topic -> id.partition() < topic.partitions().size())
                .map(topic -> new PartitionPlace(topic, topic.partitions().get(id.partition())));
    }

    /** Every partition, topic after topic. */
    public Stream<PartitionPlace> places() {
        return byName.values().stream().flatMap(TopicState::places);
    }

    public int partitionCount() {
        return byName.values().stream().mapToInt(topic -> topic.partitions().size()).sum();
    }

    /** With these topics, new ones or in place of what they were, and without those. */
    Topics after(Collection<TopicState> put, Collection<TopicId> removed) {
        if (put.isEmpty() && removed.isEmpty()) {
            return this;
        }
        SortedMap<TopicName, TopicState> nextByName = new TreeMap<>(byName);
        Map<TopicId, TopicState> nextById = new HashMap<>(byId);
        for (TopicId id : removed) {
            TopicState gone = nextById.remove(id);
            if (gone != null) {
                nextByName.remove(gone.name());
            }
        }
        for (TopicState topic : put) {
            nextByName.put(topic.name(), topic);
            nextById.put(topic.id(), topic);
        }
        return new Topics(nextByName, nextById);
    }

    SortedMap<TopicName, TopicMetadata> metadata() {
        SortedMap<TopicName, TopicMetadata> published = new TreeMap<>();
        byName.forEach((name, topic) -> published.put(name, topic.metadata()));
        return published;
    }
}
