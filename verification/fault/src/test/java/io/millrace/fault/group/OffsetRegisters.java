package io.millrace.fault.group;

import io.millrace.fault.group.MemberClient.Reply;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * W4: the committed offset of each partition of a topic as a register, which some write and others
 * read. Owns their threads.
 */
public final class OffsetRegisters implements AutoCloseable {
    private static final int WRITERS = 2;
    private static final int READERS = 2;
    private static final long PAUSE_NANOS = 50_000_000;

    private final TopicName topic;
    private final List<RegisterHistory> registers;
    private final AtomicLong lastValue = new AtomicLong();
    private final List<MemberClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private OffsetRegisters(TopicName topic, int partitions) {
        this.topic = topic;
        this.registers =
                IntStream.range(0, partitions).mapToObj(_ -> new RegisterHistory()).toList();
    }

    public static OffsetRegisters start(
            URI server, ApiKey key, String group, TopicName topic, int partitions) {
        OffsetRegisters all = new OffsetRegisters(topic, partitions);
        for (int n = 0; n < WRITERS + READERS; n++) {
            MemberClient client =
                    new MemberClient(
                            server,
                            key,
                            "/v1/groups/" + group + "/offsets",
                            topic,
                            HttpClient.Version.HTTP_1_1);
            all.clients.add(client);
            boolean writes = n < WRITERS;
            all.threads.add(
                    Thread.ofVirtual().name("register").start(() -> all.run(client, writes)));
        }
        return all;
    }

    private void run(MemberClient client, boolean writes) {
        for (int n = 0; !closed; n++) {
            if (writes) {
                write(client, n % registers.size());
            } else {
                read(client);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Whatever is no success may have been, or will be. */
    private void write(MemberClient client, int partition) {
        long value = lastValue.incrementAndGet();
        long begin = System.nanoTime();
        long end = RegisterHistory.NEVER;
        try {
            Reply reply =
                    client.send(
                            "PATCH",
                            "",
                            Map.of(
                                    "offsets",
                                    List.of(
                                            Map.of(
                                                    "topic",
                                                    topic.value(),
                                                    "partition",
                                                    partition,
                                                    "next_offset",
                                                    value))));
            if (reply.isSuccess()) {
                end = System.nanoTime();
            }
        } catch (IOException unknown) {
            MemberClient.pause();
        }
        registers.get(partition).wrote(value, begin, end);
    }

    private void read(MemberClient client) {
        long begin = System.nanoTime();
        try {
            Reply reply = client.send("GET", "", Map.of());
            long end = System.nanoTime();
            if (reply.isSuccess()) {
                long[] values = new long[registers.size()];
                for (JsonNode offset : reply.json().get("offsets")) {
                    values[offset.get("partition").intValue()] =
                            offset.get("next_offset").longValue();
                }
                for (int partition = 0; partition < values.length; partition++) {
                    registers.get(partition).read(values[partition], begin, end);
                }
            }
        } catch (IOException unknown) {
            MemberClient.pause();
        }
    }

    public int operations() {
        return registers.stream().mapToInt(RegisterHistory::count).sum();
    }

    /** Why they are no registers, when all is over. */
    public List<String> faults() {
        return registers.stream().flatMap(register -> register.faults().stream()).toList();
    }

    /** Returns when nothing is under way any more. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
        clients.forEach(MemberClient::close);
    }
}
