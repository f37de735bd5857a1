package io.millrace.broker.http.discovery;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Metadata as the document that clients read. Access data is not part of it. */
final class MetadataJson {
    private MetadataJson() {}

    static JsonBytes of(ClusterMetadata metadata, Collection<TopicMetadata> topics) {
        JsonBytes out = new JsonBytes(512 + 256 * topics.size());
        out.raw(ascii("{\"cluster_id\":")).string(metadata.clusterId().toString());
        out.raw(ascii(",\"version\":")).number(metadata.version());
        out.raw(ascii(",\"brokers\":"));
        list(out, live(metadata), broker -> broker(out, broker));
        out.raw(ascii(",\"topics\":"));
        list(out, topics, topic -> topic(out, topic));
        return out.raw(ascii(",\"coordinators\":{}}"));
    }

    private static List<BrokerMetadata> live(ClusterMetadata metadata) {
        return metadata.brokers().stream().filter(broker -> !broker.fenced()).toList();
    }

    private static void broker(JsonBytes out, BrokerMetadata broker) {
        out.raw(ascii("{\"id\":")).number(broker.id().value());
        out.raw(ascii(",\"http_url\":")).string(broker.httpUrl());
        out.raw(ascii(",\"kafka_host\":null,\"rack\":"));
        broker.rack().ifPresentOrElse(out::string, out::nullLiteral);
        out.raw('}');
    }

    private static void topic(JsonBytes out, TopicMetadata topic) {
        out.raw(ascii("{\"name\":")).string(topic.name().value());
        out.raw(ascii(",\"topic_id\":")).string(topic.id().value().toString());
        out.raw(ascii(",\"partitions\":"));
        list(out, topic.partitions(), partition -> partition(out, partition));
        out.raw('}');
    }

    private static void partition(JsonBytes out, PartitionMetadata partition) {
        out.raw(ascii("{\"id\":")).number(partition.partition());
        out.raw(ascii(",\"leader\":"));
        partition.leader().ifPresentOrElse(leader -> out.number(leader), out::nullLiteral);
        out.raw(ascii(",\"leader_epoch\":")).number(partition.leaderEpoch());
        out.raw(ascii(",\"replicas\":"));
        numbers(out, partition.replicas());
        out.raw(ascii(",\"isr\":"));
        numbers(out, partition.isr().keySet());
        out.raw('}');
    }

    private static void numbers(JsonBytes out, Collection<Integer> numbers) {
        list(out, numbers, number -> out.number(number));
    }

    private static <T> void list(JsonBytes out, Collection<T> items, Consumer<T> write) {
        char separator = '[';
        for (T item : items) {
            out.raw(separator);
            write.accept(item);
            separator = ',';
        }
        if (items.isEmpty()) {
            out.raw('[');
        }
        out.raw(']');
    }
}
