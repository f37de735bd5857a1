package io.millrace.internal.message;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** Metadata of clusters for tests. */
final class Clusters {
    private Clusters() {}

    static ClusterMetadata of(int topics, int partitionsPerTopic) {
        Map<TopicName, TopicMetadata> all = new TreeMap<>();
        for (int n = 0; n < topics; n++) {
            TopicMetadata topic = topic(n, partitionsPerTopic);
            all.put(topic.name(), topic);
        }
        return new ClusterMetadata(
                new UUID(1, 2),
                new MetadataPosition(new UUID(3, 4), 5_000_000_000L),
                7,
                all,
                Set.of(new TopicId(new UUID(-1, -2))),
                List.of(broker(1, Optional.of("rack-a")), broker(2, Optional.empty())),
                access());
    }

    static AccessSnapshot access() {
        KeyEntry entry = new KeyEntry(new PrincipalName("User:ann"), bytes(32), true);
        return new AccessSnapshot(Map.of("key1", entry), bytes(40));
    }

    private static TopicMetadata topic(int n, int partitions) {
        return new TopicMetadata(
                new TopicName("orders." + n),
                new TopicId(new UUID(9, n)),
                n % 2 == 0
                        ? TopicConfig.DEFAULTS
                        : TopicConfig.of(
                                Map.of("retention.ms", "1000", "cleanup.policy", "compact")),
                IntStream.range(0, partitions).mapToObj(Clusters::partition).toList());
    }

    private static PartitionMetadata partition(int n) {
        return new PartitionMetadata(
                n,
                List.of(1, 2, 3),
                List.of(3),
                List.of(),
                new TreeMap<>(Map.of(1, 40L, 2, 9_000_000_000L)),
                n % 3 == 0 ? OptionalInt.empty() : OptionalInt.of(2),
                12,
                34 + n,
                n % 5 == 0,
                56L + n);
    }

    private static BrokerMetadata broker(int id, Optional<String> rack) {
        return new BrokerMetadata(
                new BrokerId(id),
                "http://b" + id + ":8080",
                Optional.of("https://b" + id + ":7070"),
                rack,
                40 + id,
                id == 2);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }
}
