package io.millrace.client;

import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads all partitions of some topics, in order within each. One fetch per partition is on its way
 * or waits to be taken. Owned by one thread. Partitions that are added later are not seen: that is
 * what tails and groups are for.
 */
public final class Consumer implements AutoCloseable {
    private final List<PartitionReader> readers;

    /** Each reader is in it at most once, so that it holds no more than there are partitions. */
    private final BlockingQueue<PartitionReader> ready;

    private Consumer(List<PartitionReader> readers, BlockingQueue<PartitionReader> ready) {
        this.readers = readers;
        this.ready = ready;
    }

    static Consumer open(
            Transport transport,
            Topics topics,
            List<TopicName> names,
            StartPosition start,
            ConsumerConfig config,
            boolean directToLeaders) {
        BlockingQueue<PartitionReader> ready = new LinkedBlockingQueue<>();
        List<PartitionReader> readers = new ArrayList<>();
        for (TopicName name : names) {
            int partitions = topics.refresh(name).partitions();
            for (int p = 0; p < partitions; p++) {
                Route route = new Route(transport, topics, name, p, directToLeaders);
                readers.add(
                        new PartitionReader(transport, name, p, start, config, route, ready::add));
            }
        }
        readers.forEach(PartitionReader::prefetch);
        return new Consumer(List.copyOf(readers), ready);
    }

    /**
     * The records of one fetch, of whichever partition has some first; empty if none came in time.
     *
     * @throws io.millrace.protocol.MillraceException if the broker refuses a partition for good
     */
    public Optional<FetchedRecords> poll(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                PartitionReader reader = ready.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
                if (reader == null) {
                    return Optional.empty();
                }
                if (!reader.isReady()) {
                    continue; // It was cancelled, and has begun anew.
                }
                Optional<FetchedRecords> records = reader.next(Duration.ZERO);
                if (records.isPresent()) {
                    return records;
                }
                reader.prefetch();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
    }

    @Override
    public void close() {
        readers.forEach(PartitionReader::close);
    }
}
