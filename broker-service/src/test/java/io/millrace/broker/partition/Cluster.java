package io.millrace.broker.partition;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** A control plane of one broker, for tests: each change is a new version of the metadata. */
public final class Cluster {
    public static final BrokerId BROKER = new BrokerId(1);

    private static final UUID CLAIM = UUID.randomUUID();

    private final UUID id = UUID.randomUUID();
    private final Map<TopicName, TopicMetadata> topics = new TreeMap<>();
    private final Set<TopicId> deleted = new HashSet<>();
    private long version;
    private int leaderEpoch = 1;
    private long brokerEpoch;

    /** As a controller does: every partition of the broker gets a new leader epoch. */
    public synchronized Registered register() {
        version++;
        leaderEpoch++;
        brokerEpoch = version;
        topics.replaceAll(
                (name, topic) ->
                        topic(
                                topic.id(),
                                name,
                                topic.config(),
                                topic.partitions().size(),
                                created(topic)));
        return new Registered(version, id, version);
    }

    /** A registration that the controller has not taken for a restart. */
    public synchronized Registered unnoticedRestart() {
        brokerEpoch = version;
        return new Registered(version, id, version);
    }

    public synchronized Cluster create(String name, int partitions, Map<String, String> configs) {
        TopicName topic = new TopicName(name);
        version++;
        topics.put(
                topic,
                topic(
                        new TopicId(UUID.randomUUID()),
                        topic,
                        TopicConfig.of(configs),
                        partitions,
                        List.of()));
        return this;
    }

    public synchronized Cluster change(String name, int partitions, Map<String, String> configs) {
        version++;
        topics.computeIfPresent(
                new TopicName(name),
                (topic, before) ->
                        topic(
                                before.id(),
                                topic,
                                TopicConfig.of(configs),
                                partitions,
                                created(before)));
        return this;
    }

    /** Takes the leader from one partition. */
    public synchronized Cluster leaderless(String name, int partition) {
        version++;
        topics.computeIfPresent(
                new TopicName(name),
                (topic, before) ->
                        new TopicMetadata(
                                topic,
                                before.id(),
                                before.config(),
                                before.partitions().stream()
                                        .map(p -> p.partition() == partition ? noLeader(p) : p)
                                        .toList()));
        return this;
    }

    private static PartitionMetadata noLeader(PartitionMetadata p) {
        return new PartitionMetadata(
                p.partition(),
                p.replicas(),
                List.of(),
                List.of(),
                p.isr(),
                OptionalInt.empty(),
                p.leaderEpoch(),
                p.partitionEpoch() + 1,
                false,
                p.createdVersion());
    }

    public synchronized Cluster delete(String name) {
        deleted.add(topics.get(new TopicName(name)).id());
        return forget(name);
    }

    /** The topic is gone, and nothing says why. */
    public synchronized Cluster forget(String name) {
        version++;
        topics.remove(new TopicName(name));
        return this;
    }

    public synchronized ClusterMetadata metadata() {
        return new ClusterMetadata(
                id,
                new MetadataPosition(CLAIM, version),
                1,
                topics,
                deleted,
                List.of(
                        new BrokerMetadata(
                                BROKER,
                                "http://127.0.0.1:1",
                                Optional.empty(),
                                Optional.empty(),
                                brokerEpoch,
                                false)),
                new AccessSnapshot(Map.of(), new byte[32]));
    }

    /** A change that does not concern a topic. */
    public synchronized Cluster touch() {
        version++;
        return this;
    }

    private static List<Long> created(TopicMetadata topic) {
        return topic.partitions().stream().map(PartitionMetadata::createdVersion).toList();
    }

    private TopicMetadata topic(
            TopicId topic, TopicName name, TopicConfig config, int partitions, List<Long> created) {
        return new TopicMetadata(
                name,
                topic,
                config,
                IntStream.range(0, partitions)
                        .mapToObj(
                                n ->
                                        new PartitionMetadata(
                                                n,
                                                List.of(1),
                                                List.of(),
                                                List.of(),
                                                new TreeMap<>(Map.of(1, brokerEpoch)),
                                                OptionalInt.of(1),
                                                leaderEpoch,
                                                0,
                                                false,
                                                n < created.size() ? created.get(n) : version))
                        .toList());
    }
}
