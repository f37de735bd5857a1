package io.millrace.benchmarks;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Owns its consumer and a thread. */
final class KafkaMember implements Rebalance.Member {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile Set<Integer> partitions = Set.of();
    private volatile GroupMembershipOperation atEnd = GroupMembershipOperation.DEFAULT;
    private volatile boolean closed;

    private KafkaMember(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name("member").unstarted(this::poll);
    }

    static KafkaMember join(String bootstrap, String group, String topic) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "group.id",
                                group,
                                "group.protocol",
                                "consumer",
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        KafkaMember member = new KafkaMember(consumer);
        member.thread.start();
        return member;
    }

    private void poll() {
        while (!closed) {
            var _ = consumer.poll(LOOK_EVERY);
            Set<Integer> now = new HashSet<>();
            for (TopicPartition partition : consumer.assignment()) {
                now.add(partition.partition());
            }
            partitions = Set.copyOf(now);
        }
        consumer.close(
                CloseOptions.timeout(Duration.ofSeconds(5)).withGroupMembershipOperation(atEnd));
    }

    @Override
    public Set<Integer> partitions() {
        return partitions;
    }

    @Override
    public void leave() {
        closed = true;
    }

    @Override
    public void die() {
        atEnd = GroupMembershipOperation.REMAIN_IN_GROUP;
        closed = true;
    }
}
