package io.millrace.fault.group;

import io.millrace.fault.group.MemberClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A member on Server-Sent Events, as a browser would be: whenever its stream ends it comes back
 * with the last id, and it acknowledges by requests of their own. Owns a thread.
 */
final class StreamingMember implements AutoCloseable {
    private static final int ACK_EVERY = 20;

    /** It says something every 15 s. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final String name;
    private final MemberClient client;
    private final GroupWitness witness;
    private UUID incarnation = UUID.randomUUID();
    private final Thread thread;
    private String lastId = "";
    private Map<Integer, Long> acknowledged = Map.of();
    private boolean wasOpen;
    private volatile long heardAt = System.nanoTime();
    private int unacked;
    private volatile boolean closed;

    StreamingMember(String name, MemberClient client, GroupWitness witness) {
        this.name = name;
        this.client = client;
        this.witness = witness;
        this.thread = Thread.ofVirtual().name("streaming-member").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                stream();
            } catch (IOException | UncheckedIOException again) {
                // By another broker.
            }
            MemberClient.pause();
        }
    }

    private void stream() throws IOException {
        HttpRequest.Builder request =
                client.request("/stream?topics=" + client.topic() + "&incarnation=" + incarnation)
                        .header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        acknowledged = witness.acknowledged();
        HttpResponse<Stream<String>> answer = client.send(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() != 200) {
                refused(new Reply(answer.statusCode(), String.join("", lines.toList())));
                return;
            }
            heardAt = System.nanoTime();
            Thread watch = Thread.ofVirtual().name("silence").start(() -> endIfSilent(lines));
            try {
                events(lines.iterator());
            } finally {
                watch.interrupt();
            }
        }
    }

    /** A network that was cut tells neither side. */
    private void endIfSilent(Stream<String> lines) {
        try {
            while (System.nanoTime() - heardAt < SILENCE_MAX.toNanos()) {
                Thread.sleep(LOOK_EVERY);
            }
            lines.close();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** A browser never comes back after any of these. */
    private void refused(Reply reply) {
        if (reply.isExpelled()) {
            witness.expelled(name, reply.text());
            lastId = "";
            incarnation = UUID.randomUUID();
        } else if (reply.isFinal()) {
            witness.surprise(name, reply.status() + " " + reply.text());
        }
    }

    private void events(Iterator<String> lines) {
        String type = "message";
        String data = "";
        String id = lastId;
        while (!closed && lines.hasNext()) {
            String line = lines.next();
            heardAt = System.nanoTime();
            if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                // Not before: the stream may end within an event.
                lastId = id;
                if (!data.isEmpty()) {
                    event(type, data);
                }
                type = "message";
                data = "";
            }
        }
    }

    private void event(String type, String data) {
        switch (type) {
            case "open" -> opened(MemberClient.JSON.readTree(data));
            case "assign" -> witness.takes(name, partitions(data));
            case "message" -> record(MemberClient.JSON.readTree(data));
            case "revoke" -> {
                witness.givesUp(name, partitions(data));
                while (!closed && !acknowledge()) {
                    MemberClient.pause();
                }
            }
            case "fenced" -> witness.expelled(name, data);
            case "gap" -> witness.surprise(name, "gap " + data);
            default -> {
                // A heartbeat, or an error that passes by itself.
            }
        }
    }

    private void opened(JsonNode open) {
        if (wasOpen && !open.get("resumed").booleanValue()) {
            witness.expelled(name, "joined anew");
        }
        wasOpen = true;
    }

    private void record(JsonNode record) {
        witness.given(
                name,
                new Seen(
                        record.get("partition").intValue(),
                        record.get("offset").longValue(),
                        record.get("value").longValue()),
                acknowledged);
        unacked++;
        if (unacked >= ACK_EVERY && acknowledge()) {
            unacked = 0;
        }
    }

    /** Up to the last event; false if it is to be tried again. */
    private boolean acknowledge() {
        Set<Integer> ofOthers = witness.ofOthers(name);
        try {
            Reply reply = client.send("POST", "/acks", Map.of("cursor", lastId));
            if (reply.isSuccess()) {
                JsonNode acked = reply.json().path("acked").path(client.topic().value());
                witness.acknowledged(name, acked, ofOthers);
            } else if (reply.isFinal() && !reply.isExpelled()) {
                witness.surprise(name, reply.status() + " " + reply.text());
            }
            // Whoever is expelled hears of it on the stream, too.
            return reply.isSuccess() || reply.isFinal();
        } catch (IOException unknown) {
            return false;
        }
    }

    private static List<Integer> partitions(String data) {
        List<Integer> numbers = new ArrayList<>();
        MemberClient.JSON
                .readTree(data)
                .get("partitions")
                .forEach(each -> numbers.add(each.get("partition").intValue()));
        return numbers;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
        thread.interrupt();
    }
}
