package io.millrace.client;

import io.millrace.protocol.MillraceException;
import io.millrace.protocol.TopicName;
import java.net.URI;

/**
 * Which broker to ask for a partition. Any thread. The leader's own address may not be reachable
 * from here: after a failure the next request goes to the broker that the client was given, which
 * forwards it.
 */
final class Route {
    private final Topics topics;
    private final TopicName topic;
    private final int partition;
    private final URI base;
    private final boolean directToLeaders;
    private volatile boolean detour;

    Route(Topics topics, TopicName topic, int partition, URI base, boolean directToLeaders) {
        this.topics = topics;
        this.topic = topic;
        this.partition = partition;
        this.base = base;
        this.directToLeaders = directToLeaders;
    }

    URI next() {
        if (!directToLeaders || detour) {
            detour = false;
            return base;
        }
        try {
            return topics.topic(topic).leaders().get(partition).orElse(base);
        } catch (MillraceException e) {
            return base; // It will say itself what is wrong.
        }
    }

    void failed() {
        detour = true;
    }
}
