package io.millrace.benchmarks;

import io.millrace.client.GroupConfig;
import io.millrace.client.GroupMember;
import io.millrace.client.MillraceClient;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Owns its client and a thread. */
final class MillraceMember implements Rebalance.Member {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final MillraceClient client;
    private final GroupMember member;
    private final TopicName topic;
    private final Thread thread;
    private volatile boolean closed;

    private MillraceMember(MillraceClient client, GroupMember member, TopicName topic) {
        this.client = client;
        this.member = member;
        this.topic = topic;
        this.thread = Thread.ofVirtual().name("member").unstarted(this::poll);
    }

    static MillraceMember join(MillraceClient client, String group, TopicName topic) {
        GroupMember member = client.member(group, List.of(topic), GroupConfig.newMember());
        MillraceMember started = new MillraceMember(client, member, topic);
        started.thread.start();
        return started;
    }

    private void poll() {
        try {
            while (!closed) {
                var _ = member.poll(LOOK_EVERY);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    @Override
    public Set<Integer> partitions() {
        return member.assignment().getOrDefault(topic, Set.of());
    }

    @Override
    public void leave() {
        closed = true;
        member.close();
        client.close();
    }

    @Override
    public void die() {
        closed = true;
        client.close();
        try {
            member.close();
        } catch (RuntimeException mute) {
            // It can't say that it leaves, which is what is wanted.
        }
    }
}
