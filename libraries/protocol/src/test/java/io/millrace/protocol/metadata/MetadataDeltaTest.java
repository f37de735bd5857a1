package io.millrace.protocol.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.config.TopicConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MetadataDeltaTest {
    private static final UUID CLUSTER = UUID.randomUUID();
    private static final AccessSnapshot NOBODY = new AccessSnapshot(Map.of(), new byte[32]);

    @Property
    void makesTheOneMetadataOfTheOther(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        ClusterMetadata before = metadata(random, 1, Set.of());
        ClusterMetadata after = metadata(random, 2, before.deletedTopics());

        // When
        ClusterMetadata made = MetadataDelta.between(before, after).applyTo(before);

        // Then
        assertThat(made).isEqualTo(after);
    }

    @Test
    void tellsOnlyThePartitionThatHasChanged() {
        // Given
        ClusterMetadata before = metadata(new Random(1), 1, Set.of());
        TopicMetadata topic = before.topics().values().iterator().next();
        PartitionMetadata moved = partition(new Random(7), 0, 2);
        Map<TopicName, TopicMetadata> topics = new HashMap<>(before.topics());
        topics.put(topic.name(), topic.with(List.of(moved)));
        ClusterMetadata after =
                new ClusterMetadata(
                        CLUSTER,
                        new MetadataPosition(before.at().claim(), 2),
                        before.controllerEpoch(),
                        topics,
                        before.deletedTopics(),
                        before.brokers(),
                        before.access());

        // When
        MetadataDelta delta = MetadataDelta.between(before, after);

        // Then
        assertThat(delta.topics()).isEmpty();
        assertThat(delta.partitions()).isEqualTo(Map.of(topic.name(), List.of(moved)));
        assertThat(delta.brokers()).isEmpty();
        assertThat(delta.access()).isEmpty();
    }

    @Test
    void appliesToNoOtherVersion() {
        // Given
        ClusterMetadata one = metadata(new Random(1), 1, Set.of());
        ClusterMetadata two = metadata(new Random(2), 2, Set.of());
        MetadataDelta delta = MetadataDelta.between(one, two);

        // When // Then
        assertThatThrownBy(() -> delta.applyTo(two)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ClusterMetadata metadata(Random random, long version, Set<TopicId> deletedOnce) {
        Map<TopicName, TopicMetadata> topics = new HashMap<>();
        for (int n = 0; n < 5; n++) {
            if (n == 0 || random.nextBoolean()) {
                TopicName name = new TopicName("topic-" + n);
                topics.put(name, topic(random, name, version));
            }
        }
        Set<TopicId> deleted = new HashSet<>(deletedOnce);
        deleted.removeIf(id -> random.nextBoolean());
        if (random.nextBoolean()) {
            deleted.add(new TopicId(new UUID(version, random.nextInt(3))));
        }
        List<BrokerMetadata> brokers =
                List.of(
                        new BrokerMetadata(
                                new BrokerId(1),
                                "http://b1",
                                Optional.empty(),
                                Optional.empty(),
                                random.nextInt(2),
                                random.nextBoolean()));
        return new ClusterMetadata(
                CLUSTER,
                new MetadataPosition(new UUID(1, 1), version),
                1,
                topics,
                deleted,
                brokers,
                NOBODY);
    }

    /** Of the same id mostly, so that partitions alone may differ. */
    private static TopicMetadata topic(Random random, TopicName name, long version) {
        long incarnation = random.nextInt(4) == 0 ? version : 0;
        List<PartitionMetadata> partitions = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int n = 0; n < count; n++) {
            partitions.add(partition(random, n, random.nextInt(2)));
        }
        return new TopicMetadata(
                name,
                new TopicId(new UUID(name.hashCode(), incarnation)),
                random.nextInt(4) == 0
                        ? TopicConfig.of(Map.of("min.insync.replicas", "2"))
                        : TopicConfig.DEFAULTS,
                partitions);
    }

    private static PartitionMetadata partition(Random random, int partition, int leader) {
        return new PartitionMetadata(
                partition,
                List.of(0, 1, 2),
                List.of(),
                List.of(),
                new TreeMap<>(Map.of(0, 1L, 1, 1L, 2, 1L)),
                OptionalInt.of(leader),
                random.nextInt(2),
                random.nextInt(2),
                false,
                0);
    }
}
