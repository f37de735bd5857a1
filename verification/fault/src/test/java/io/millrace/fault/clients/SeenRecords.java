package io.millrace.fault.clients;

import io.millrace.client.MillraceClient;
import io.millrace.client.Tail;
import io.millrace.client.TailConfig;
import io.millrace.client.TailEvent;
import io.millrace.fault.group.Seen;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that one reader of a stream has been given, in the order in which it was. Owns a thread. */
final class SeenRecords implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Tail tail;
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<String> gaps = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean closed;

    SeenRecords(MillraceClient client, TopicName topic) {
        this.tail =
                client.tail(
                        List.of(topic),
                        TailConfig.DEFAULTS.startingAt("earliest").withQuery("ids=every"));
        this.thread = Thread.ofVirtual().name("reader").start(this::read);
    }

    private void read() {
        while (!closed) {
            Optional<TailEvent> next = tail.next(LOOK_EVERY);
            if (next.isPresent() && next.get().isRecord()) {
                JsonNode json = JSON.readTree(next.get().data());
                seen.add(
                        new Seen(
                                json.get("partition").intValue(),
                                json.get("offset").longValue(),
                                json.get("value").longValue()));
            } else if (next.isPresent() && next.get().type().equals("gap")) {
                gaps.add(next.get().data());
            }
        }
    }

    List<Seen> all() {
        return List.copyOf(seen);
    }

    List<String> gaps() {
        return List.copyOf(gaps);
    }

    @Override
    public void close() {
        closed = true;
        tail.close();
        thread.interrupt();
    }
}
