package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Everything committed as of one version. Immutable; the controller's loop replaces it after each
 * commit, whoever has a reference keeps a consistent view.
 *
 * @param claims every reign up to this one
 * @param brokers all that have registered and were not taken out, by their numbers
 */
public record ControlState(
        UUID clusterId,
        long version,
        Claims claims,
        boolean safeMode,
        SortedMap<Integer, BrokerState> brokers,
        Topics topics,
        Tombstones deleted,
        AccessSnapshot access) {

    public ControlState {
        brokers = Collections.unmodifiableSortedMap(new TreeMap<>(brokers));
    }

    public long controllerEpoch() {
        return claims.newest().controllerEpoch();
    }

    /** Where this is in the history of the metadata. */
    public MetadataPosition at() {
        return new MetadataPosition(claims.newest().uuid(), version);
    }

    public Optional<TopicState> topic(TopicName name) {
        return topics.find(name);
    }

    public Optional<BrokerState> broker(BrokerId id) {
        return Optional.ofNullable(brokers.get(id.value()));
    }

    public List<BrokerState> liveBrokers() {
        return brokers.values().stream().filter(broker -> !broker.fenced()).toList();
    }

    /** Those that are to lead nothing because an operator wants it. */
    public Set<Integer> drained() {
        return brokers.values().stream()
                .filter(BrokerState::drained)
                .map(broker -> broker.id().value())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The number of each broker that is not fenced → its registration. */
    public SortedMap<Integer, Long> live() {
        SortedMap<Integer, Long> live = new TreeMap<>();
        liveBrokers().forEach(broker -> live.put(broker.id().value(), broker.epoch()));
        return live;
    }

    /** The state after these changes, which the version {@code next} committed. */
    public ControlState after(List<Change> changes, long next) {
        return new NextState(this).apply(changes).at(next);
    }

    /** What brokers and administration are told. */
    public ClusterMetadata metadata() {
        return new ClusterMetadata(
                clusterId,
                at(),
                controllerEpoch(),
                topics.metadata(),
                deleted.all(),
                brokers.values().stream().map(BrokerState::metadata).toList(),
                access);
    }

    @Override
    public String toString() {
        return "ControlState[version=" + version + ", topics=" + topics.count() + "]";
    }
}
