package io.millrace.coordinator.state;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.KeyEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers what changes make of a state; owned by who made it. Changes of one topic's partitions are
 * applied together: a broker's death changes thousands.
 */
final class NextState {

    private final ControlState before;
    private final Map<TopicId, TopicState> put = new LinkedHashMap<>();
    private final List<TopicId> removed = new ArrayList<>();
    private final SortedMap<Integer, BrokerState> brokers;
    private final Map<String, KeyEntry> keys;
    private Claims claims;
    private boolean safeMode;

    NextState(ControlState before) {
        this.before = before;
        this.brokers = new TreeMap<>(before.brokers());
        this.keys = new HashMap<>(before.access().keys());
        this.claims = before.claims();
        this.safeMode = before.safeMode();
    }

    NextState apply(List<Change> changes) {
        Map<TopicId, List<PartitionState>> partitions = new LinkedHashMap<>();
        for (Change change : changes) {
            switch (change) {
                case Change.TopicAdded(var topic) -> put.put(topic.id(), topic);
                case Change.TopicRemoved(var name, var id) -> removed.add(id);
                case Change.ConfigReplaced(var name, var id, var config) ->
                        topic(id).ifPresent(topic -> put.put(id, topic.with(config)));
                case Change.PartitionsAdded(var name, var id, var added) ->
                        topic(id).ifPresent(topic -> put.put(id, topic.and(added)));
                case Change.PartitionChanged(var name, var id, var epoch, var next) ->
                        partitions.computeIfAbsent(id, t -> new ArrayList<>()).add(next);
                case Change.BrokerPut(var broker) -> brokers.put(broker.id().value(), broker);
                case Change.BrokerRemoved(var broker) -> brokers.remove(broker.value());
                case Change.KeyPut(var keyId, var entry) -> keys.put(keyId, entry);
                case Change.KeyRemoved(var keyId) -> keys.remove(keyId);
                case Change.SafeModeEntered(var reason) -> safeMode = true;
                case Change.Reconciled(var version) -> {
                    safeMode = false;
                    claims = claims.reconciledBelow(version);
                }
            }
        }
        partitions.forEach(
                (id, changed) -> topic(id).ifPresent(topic -> put.put(id, topic.with(changed))));
        return this;
    }

    ControlState at(long version) {
        return new ControlState(
                before.clusterId(),
                version,
                claims,
                safeMode,
                brokers,
                before.topics().after(put.values(), removed),
                before.deleted().and(removed),
                keys.equals(before.access().keys())
                        ? before.access()
                        : new AccessSnapshot(keys, before.access().tokenSecret()));
    }

    private Optional<TopicState> topic(TopicId id) {
        TopicState changed = put.get(id);
        return changed == null ? before.topics().find(id) : Optional.of(changed);
    }
}
