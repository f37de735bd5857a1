package io.millrace.broker.partition;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that this broker knows, as of the newest metadata that it has applied. Any thread. */
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final List<Consumer<ClusterMetadata>> listeners = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot;

    private record Snapshot(
            ClusterMetadata metadata, Map<TopicName, Topic> topics, Map<TopicId, Topic> byId) {}

    /** Knows nothing yet but {@code initial}. */
    Topics(ClusterMetadata initial) {
        snapshot = new Snapshot(initial, Map.of(), Map.of());
    }

    public Optional<Topic> find(TopicName name) {
        return Optional.ofNullable(snapshot.topics().get(name));
    }

    public Optional<Topic> find(TopicId id) {
        return Optional.ofNullable(snapshot.byId().get(id));
    }

    /** All topics, sorted by name. */
    public List<Topic> all() {
        return List.copyOf(snapshot.topics().values());
    }

    /** The newest metadata that has been applied; version −1 before the first. */
    public ClusterMetadata metadata() {
        return snapshot.metadata();
    }

    /**
     * Calls {@code listener} after each newer metadata has been applied: topics created, deleted or
     * recreated, partitions added, configuration or access changed. Calls never overlap and must
     * not block.
     */
    public Cancellable onChange(Consumer<ClusterMetadata> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** One thread at a time. */
    void publish(ClusterMetadata metadata, Map<TopicName, Topic> topics) {
        Map<TopicId, Topic> byId = new HashMap<>();
        topics.values().forEach(topic -> byId.put(topic.metadata().id(), topic));
        snapshot = new Snapshot(metadata, new TreeMap<>(topics), byId);
        for (Consumer<ClusterMetadata> listener : listeners) {
            try {
                listener.accept(metadata);
            } catch (RuntimeException e) {
                // One stream that fails must not keep the news from the others.
                LOG.atError().setCause(e).log("A listener to metadata failed");
            }
        }
    }
}
