package io.millrace.fault.group;

import io.millrace.fault.group.MemberClient.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A member that polls; what it does not get an answer to it asks again. Owns a thread. */
final class PollingMember implements AutoCloseable {
    private final String name;
    private final MemberClient client;
    private final GroupWitness witness;
    private UUID incarnation = UUID.randomUUID();
    private final Thread thread;
    private @Nullable String cursor;
    private List<Integer> leaving = List.of();
    private volatile boolean closed;

    PollingMember(String name, MemberClient client, GroupWitness witness) {
        this.name = name;
        this.client = client;
        this.witness = witness;
        this.thread = Thread.ofVirtual().name("polling-member").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                if (cursor == null) {
                    join();
                } else {
                    poll(cursor);
                }
            } catch (IOException again) {
                // By another broker.
                MemberClient.pause();
            }
        }
    }

    private void join() throws IOException {
        Reply reply =
                client.send(
                        "PUT",
                        "",
                        Map.of(
                                "topics",
                                List.of(client.topic().value()),
                                "incarnation",
                                incarnation.toString(),
                                "auto_offset_reset",
                                "earliest"));
        if (reply.isSuccess()) {
            cursor = reply.json().get("cursor").stringValue();
        } else {
            refused(reply);
        }
    }

    private void poll(String after) throws IOException {
        witness.givesUp(name, leaving);
        Set<Integer> ofOthers = witness.ofOthers(name);
        Map<Integer, Long> acknowledged = witness.acknowledged();
        Reply reply =
                client.send(
                        "POST",
                        "/poll",
                        Map.of(
                                "cursor",
                                after,
                                "ack",
                                true,
                                "max_records",
                                100,
                                "max_wait_ms",
                                1_000));
        if (!reply.isSuccess()) {
            refused(reply);
            return;
        }
        JsonNode answer = reply.json();
        String topic = client.topic().value();
        leaving = numbers(answer.path("revoking").path(topic));
        witness.acknowledged(name, answer.path("acked").path(topic), ofOthers);
        witness.takes(name, numbers(answer.path("assignment").path(topic)));
        for (JsonNode record : answer.get("records")) {
            witness.given(
                    name,
                    new Seen(
                            record.get("partition").intValue(),
                            record.get("offset").longValue(),
                            record.get("value").longValue()),
                    acknowledged);
        }
        if (answer.has("gaps")) {
            witness.surprise(name, "gaps " + answer.get("gaps"));
        }
        cursor = answer.get("cursor").stringValue();
    }

    private void refused(Reply reply) {
        if (reply.isExpelled()) {
            witness.expelled(name, reply.text());
            cursor = null;
            leaving = List.of();
            incarnation = UUID.randomUUID();
        } else if (reply.isFinal()) {
            witness.surprise(name, reply.status() + " " + reply.text());
        }
        MemberClient.pause();
    }

    private static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(each -> numbers.add(each.intValue()));
        return numbers;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
        thread.interrupt();
    }
}
