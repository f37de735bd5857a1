package io.millrace.client;

import io.millrace.protocol.MillraceException;
import io.millrace.protocol.TopicName;
import java.net.URI;

/**
 * Which broker to ask for a partition. Any thread. The leader may have moved, or its own address
 * may not be reachable from here: after a failure the next request goes to a broker that the client
 * was given, which forwards it, and the metadata is asked for anew.
 */
final class Route {
    private final Transport transport;
    private final Topics topics;
    private final TopicName topic;
    private final int partition;
    private final boolean directToLeaders;
    private volatile boolean detour;

    Route(
            Transport transport,
            Topics topics,
            TopicName topic,
            int partition,
            boolean directToLeaders) {
        this.transport = transport;
        this.topics = topics;
        this.topic = topic;
        this.partition = partition;
        this.directToLeaders = directToLeaders;
    }

    URI next() {
        if (!directToLeaders || detour) {
            detour = false;
            return transport.base();
        }
        try {
            return topics.topic(topic).leaders().get(partition).orElseGet(transport::base);
        } catch (MillraceException e) {
            return transport.base(); // It will say itself what is wrong.
        }
    }

    void failed() {
        if (directToLeaders) {
            detour = true;
            topics.refreshLater(topic);
        }
    }
}
