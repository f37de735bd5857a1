package io.millrace.client;

import io.millrace.protocol.TopicName;
import java.util.List;

/**
 * The door to a cluster. Any thread; one for a process is enough. Whoever opens producers,
 * consumers and tails closes them before the client.
 */
public final class MillraceClient implements AutoCloseable {
    private final ClientConfig config;
    private final Transport transport;
    private final Topics topics;

    public MillraceClient(ClientConfig config) {
        this.config = config;
        this.transport = new Transport(config);
        this.topics = new Topics(transport);
    }

    public Topics topics() {
        return topics;
    }

    public Producer producer(ProducerConfig settings) {
        return new Producer(transport, topics, settings, config.directToLeaders());
    }

    /**
     * Reads one partition from a position on.
     *
     * @throws io.millrace.protocol.MillraceException if there is no such topic, or no answer
     */
    public PartitionReader reader(
            TopicName topic, int partition, StartPosition start, ConsumerConfig settings) {
        Route route = new Route(transport, topics, topic, partition, config.directToLeaders());
        return new PartitionReader(transport, topic, partition, start, settings, route, _ -> {});
    }

    /**
     * Reads all partitions of some topics from a position on.
     *
     * @throws io.millrace.protocol.MillraceException if one is not there, or no answer comes
     */
    public Consumer consumer(List<TopicName> names, StartPosition start, ConsumerConfig settings) {
        return Consumer.open(transport, topics, names, start, settings, config.directToLeaders());
    }

    /** Follows topics over Server-Sent Events. */
    public Tail tail(List<TopicName> names, TailConfig settings) {
        return new Tail(transport, names, settings);
    }

    /** Joins a group with the first poll: its members share the topics' partitions. */
    public GroupMember member(String group, List<TopicName> names, GroupConfig settings) {
        return new GroupMember(transport, group, names, settings);
    }

    @Override
    public void close() {
        transport.close();
    }
}
