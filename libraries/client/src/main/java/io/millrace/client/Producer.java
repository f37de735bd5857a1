package io.millrace.client;

import io.millrace.protocol.Partitioner;
import io.millrace.protocol.TopicName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends records in batches, each record once, in the order of send per partition. Any thread.
 *
 * <p>A batch whose fate is unknown is sent again with the same sequence: the broker answers a
 * repetition with the offsets of the first time. Records wait in a bounded buffer; when it is full,
 * send blocks.
 */
public final class Producer implements AutoCloseable {
    private final Transport transport;
    private final Topics topics;
    private final ProducerConfig config;
    private final boolean directToLeaders;
    private final BufferBudget budget;
    private final Grants grants;
    private final InstantSource clock = InstantSource.system();
    private final Map<TopicName, PartitionSender[]> senders = new ConcurrentHashMap<>();
    private final AtomicLong keyless = new AtomicLong();
    private final Thread ticker;
    private volatile boolean closed;

    Producer(Transport transport, Topics topics, ProducerConfig config, boolean directToLeaders) {
        this.transport = transport;
        this.topics = topics;
        this.config = config;
        this.directToLeaders = directToLeaders;
        this.budget = new BufferBudget(config.bufferBytes());
        this.grants = new Grants(transport, config.name());
        this.ticker =
                Thread.ofPlatform().daemon().name("millrace-producer-ticker").start(this::tick);
    }

    /**
     * Sends a record. Blocks while the buffer is full.
     *
     * @return completed with the receipt once it is acknowledged, or with a {@link
     *     io.millrace.protocol.MillraceException} when it is given up
     * @throws io.millrace.protocol.MillraceException if the topic is not there, or the buffer stays
     *     full
     */
    public CompletableFuture<RecordReceipt> send(ProducerRecord record) {
        FutureDelivery delivery = new FutureDelivery();
        send(record, delivery);
        return delivery.future;
    }

    /** As above, with a callback, which costs less. */
    public void send(ProducerRecord record, Delivery delivery) {
        if (closed) {
            throw new IllegalStateException("The producer is closed");
        }
        PartitionSender[] partitions = senders(record.topic());
        int size = record.sizeUpperBound();
        PartitionQueue queue = partitions[partition(record, size, partitions.length)].queue();
        long timestamp = record.timestamp().orElseGet(clock::millis);
        if (queue.append(record, size, timestamp, delivery)) {
            return;
        }
        queue.pump(System.nanoTime());
        int reserved = Math.max(config.batchBytes(), size + 61);
        budget.acquire(reserved, config.maxBlock());
        PendingBatch fresh = new PendingBatch(config, reserved, System.nanoTime());
        if (!queue.open(fresh, record, size, timestamp, delivery)) {
            budget.release(reserved);
        }
        if (config.linger().isZero()) {
            queue.pump(System.nanoTime());
        }
        LockSupport.unpark(ticker);
    }

    /**
     * Sends what is there without lingering, and waits until all of it is acknowledged or given up.
     */
    public void flush() {
        List<PendingBatch> batches = new ArrayList<>();
        for (PartitionSender[] partitions : senders.values()) {
            for (PartitionSender partition : partitions) {
                batches.addAll(partition.queue().flush());
                partition.queue().pump(System.nanoTime());
            }
        }
        try {
            for (PendingBatch batch : batches) {
                batch.awaitDone();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
    }

    /** Flushes, then ends. Records that are sent meanwhile are refused. */
    @Override
    public void close() {
        closed = true;
        try {
            flush();
            budget.awaitUnused(config.deliveryTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ticker.interrupt();
        }
    }

    private PartitionSender[] senders(TopicName topic) {
        PartitionSender[] known = senders.get(topic);
        return known == null ? senders.computeIfAbsent(topic, this::open) : known;
    }

    private PartitionSender[] open(TopicName topic) {
        PartitionSender[] partitions = new PartitionSender[topics.topic(topic).partitions()];
        for (int p = 0; p < partitions.length; p++) {
            Route route = new Route(transport, topics, topic, p, directToLeaders);
            partitions[p] = new PartitionSender(transport, grants, budget, route, config, topic, p);
        }
        return partitions;
    }

    /** Without a key, a batch's worth of bytes goes to each partition in turn. */
    private int partition(ProducerRecord record, int size, int partitions) {
        if (record.partition().isPresent()) {
            int wanted = record.partition().getAsInt();
            if (wanted < 0 || wanted >= partitions) {
                throw new IllegalArgumentException(
                        "The topic has " + partitions + " partitions, but not " + wanted);
            }
            return wanted;
        }
        byte[] key = record.key();
        if (key != null) {
            return Partitioner.partitionFor(key, partitions);
        }
        return (int) (keyless.getAndAdd(size) / config.batchBytes() % partitions);
    }

    /** Closes batches that have lingered, retries and expires; sleeps while there is nothing. */
    private void tick() {
        long pause = Math.clamp(config.linger().toNanos() / 2, 500_000, 10_000_000);
        while (!Thread.currentThread().isInterrupted()) {
            if (budget.isUnused()) {
                LockSupport.park();
            } else {
                LockSupport.parkNanos(pause);
            }
            long now = System.nanoTime();
            for (PartitionSender[] partitions : senders.values()) {
                for (PartitionSender partition : partitions) {
                    partition.queue().pump(now);
                }
            }
        }
    }
}
