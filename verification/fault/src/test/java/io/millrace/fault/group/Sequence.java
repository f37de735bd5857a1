package io.millrace.fault.group;

import io.millrace.client.MillraceClient;
import io.millrace.client.Producer;
import io.millrace.client.ProducerConfig;
import io.millrace.client.ProducerRecord;
import io.millrace.client.RecordReceipt;
import io.millrace.protocol.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends 0, 1, 2 … to the partitions of a topic in turn, and knows where each is. Owns a thread. */
public final class Sequence implements AutoCloseable {
    private static final long PAUSE_NANOS = 5_000_000;

    private final Producer producer;
    private final TopicName topic;
    private final int partitions;
    private final Map<Long, RecordReceipt> receipts = Collections.synchronizedMap(new TreeMap<>());
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong longestGapNanos = new AtomicLong();
    private final AtomicLong lastReceipt = new AtomicLong(System.nanoTime());
    private final Thread thread;
    private volatile boolean closed;

    public Sequence(MillraceClient client, TopicName topic, int partitions) {
        this.producer =
                client.producer(
                        ProducerConfig.DEFAULTS
                                .withLinger(Duration.ofMillis(1))
                                .withDeliveryTimeout(Duration.ofMinutes(2)));
        this.topic = topic;
        this.partitions = partitions;
        this.thread = Thread.ofVirtual().name("sequence").start(this::send);
    }

    private void send() {
        for (long n = 0; !closed; n++) {
            long value = n;
            byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            producer.send(new ProducerRecord(topic, (int) (n % partitions), null, text))
                    .whenComplete((receipt, failed) -> done(value, receipt, failed));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void done(long value, @Nullable RecordReceipt receipt, @Nullable Throwable failed) {
        if (receipt == null) {
            failure.compareAndSet(null, failed);
            return;
        }
        receipts.put(value, receipt);
        long now = System.nanoTime();
        longestGapNanos.accumulateAndGet(now - lastReceipt.getAndSet(now), Math::max);
    }

    /** Sends no more, and returns when all that was sent is acknowledged or has failed. */
    public void finish() throws InterruptedException {
        closed = true;
        thread.join();
        producer.flush();
    }

    /** By value. */
    public Map<Long, RecordReceipt> receipts() {
        return Map.copyOf(receipts);
    }

    /** The first record that was given up. */
    public @Nullable Throwable failure() {
        return failure.get();
    }

    public Duration longestGap() {
        return Duration.ofNanos(longestGapNanos.get());
    }

    @Override
    public void close() {
        closed = true;
        producer.close();
    }
}
