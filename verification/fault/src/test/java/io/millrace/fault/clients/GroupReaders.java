package io.millrace.fault.clients;

import io.millrace.client.GroupConfig;
import io.millrace.client.GroupMember;
import io.millrace.client.GroupPage;
import io.millrace.client.GroupRecord;
import io.millrace.client.MillraceClient;
import io.millrace.fault.group.Seen;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that the members of a group have been given, in the order in which it was: a partition is
 * another's only when its records were noted. Owns a thread for each member.
 */
final class GroupReaders implements AutoCloseable {
    private static final String GROUP = "readers";
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<String> gaps = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean beganAnew;
    private volatile boolean closed;

    GroupReaders(MillraceClient client, TopicName topic, int members) {
        for (int n = 0; n < members; n++) {
            threads.add(Thread.ofVirtual().name("member").start(() -> read(client, topic)));
        }
    }

    private void read(MillraceClient client, TopicName topic) {
        try (GroupMember member = client.member(GROUP, List.of(topic), GroupConfig.newMember())) {
            while (!closed) {
                GroupPage page = member.poll(LOOK_EVERY);
                page.records().forEach(record -> seen.add(seen(record)));
                gaps.addAll(page.gaps());
                beganAnew |= page.beganAnew();
            }
        }
    }

    private static Seen seen(GroupRecord record) {
        long value = JSON.readTree(record.json()).get("value").longValue();
        return new Seen(record.partition(), record.offset(), value);
    }

    List<Seen> all() {
        return List.copyOf(seen);
    }

    List<String> gaps() {
        return List.copyOf(gaps);
    }

    /** Whether somebody was no member any more, and had to join again. */
    boolean beganAnew() {
        return beganAnew;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(30));
        }
    }
}
