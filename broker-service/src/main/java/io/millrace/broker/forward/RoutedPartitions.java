package io.millrace.broker.forward;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionViews;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All partitions of the cluster as this broker gives them to clients, and as it serves those that
 * it leads to other brokers. Partitions come with the metadata, so it is started in two steps. Any
 * thread.
 */
public final class RoutedPartitions implements PartitionViews, AutoCloseable {
    private final BrokerId self;
    private final Forwards forwards;
    private final Map<PartitionId, RoutedPartition> all = new ConcurrentHashMap<>();
    private final LedHere ledHere = new LedHere(this::ledHere);
    private volatile @Nullable Topics topics;
    private volatile @Nullable Cancellable listening;

    public RoutedPartitions(BrokerId self, LeaderBrokers brokers, MeterRegistry metrics) {
        this.self = self;
        this.forwards = new Forwards(brokers, metrics);
    }

    /** Goes by the metadata of these topics. Before the first of it is applied. */
    public void follow(Topics applied) {
        topics = applied;
        listening = applied.onChange(this::changed);
    }

    /** What brokers call that forward to this one. */
    public LeaderBroker ledHere() {
        return ledHere;
    }

    @Override
    public Partition view(TopicName topic, PartitionId id, Optional<Partition> hosted) {
        Topics applied = topics;
        if (applied == null) {
            throw new IllegalStateException("there are no topics to go by yet");
        }
        RoutedPartition partition =
                all.computeIfAbsent(id, _ -> routed(topic, id, applied::metadata));
        partition.router().host(hosted);
        return partition;
    }

    private RoutedPartition routed(
            TopicName topic, PartitionId id, Supplier<ClusterMetadata> metadata) {
        return new RoutedPartition(
                id,
                new ForwardRefusals(id, topic.value()),
                new Router.Surroundings(self, metadata, forwards));
    }

    private Optional<Partition> ledHere(LedPartition partition) {
        RoutedPartition routed = all.get(partition.id());
        return routed == null ? Optional.empty() : routed.router().ledHere(partition.leaderEpoch());
    }

    /** Has everybody look who waits for a leader that was. */
    private void changed(ClusterMetadata now) {
        Set<PartitionId> there = new HashSet<>();
        for (TopicMetadata topic : now.topics().values()) {
            topic.partitions().forEach(p -> there.add(topic.partitionId(p.partition())));
        }
        all.keySet().retainAll(there);
        all.values().forEach(partition -> partition.router().route());
    }

    /** Forwards nothing more; who waits for other brokers is woken. */
    @Override
    public void close() {
        Cancellable listener = listening;
        if (listener != null) {
            listener.cancel();
        }
        forwards.close();
        all.values().forEach(partition -> partition.router().close());
    }
}
