package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.ClientConfig;
import io.millrace.client.GroupConfig;
import io.millrace.client.GroupMember;
import io.millrace.client.GroupPage;
import io.millrace.client.MillraceClient;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;

/** Members of a group, each on a thread of its own, that note every value they are given. */
final class GroupReaders implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MillraceClient client;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Integer> values = new CopyOnWriteArrayList<>();
    private volatile boolean beganAnew;
    private volatile boolean closed;

    private GroupReaders(Millrace server) {
        client =
                new MillraceClient(
                        ClientConfig.of(URI.create(server.url("")))
                                .withKey(ApiKey.parse(server.adminKey()).orElseThrow()));
    }

    static GroupReaders start(Millrace server, String topic, int members) {
        GroupReaders readers = new GroupReaders(server);
        for (int n = 0; n < members; n++) {
            readers.threads.add(Thread.ofVirtual().start(() -> readers.read(topic)));
        }
        return readers;
    }

    private void read(String topic) {
        try (GroupMember member =
                client.member(
                        "of-" + topic, List.of(new TopicName(topic)), GroupConfig.newMember())) {
            while (!closed) {
                GroupPage page = member.poll(Duration.ofSeconds(1));
                page.records()
                        .forEach(
                                record ->
                                        values.add(
                                                JSON.readTree(record.json())
                                                        .path("value")
                                                        .asInt()));
                beganAnew |= page.beganAnew();
            }
            assertThat(member.acknowledge()).isTrue();
        }
    }

    /** Until so many different ones have come. */
    void awaitValues(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(values()).hasSize(count));
    }

    /** Each once: between an answer and its acknowledgement a server may die. */
    Set<Integer> values() {
        return new TreeSet<>(values);
    }

    /** Whether somebody was no member any more. */
    boolean beganAnew() {
        return beganAnew;
    }

    /** Acknowledges what has come, and leaves. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE);
        }
        client.close();
    }
}
