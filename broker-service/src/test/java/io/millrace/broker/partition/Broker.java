package io.millrace.broker.partition;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.disk.Disk;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.Registered;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One broker's partitions on a directory, with a clock of its own, for tests. */
final class Broker implements AutoCloseable {
    static final int PARTITION_REQUESTS_MAX = 100;

    final Cluster cluster;
    private final Disk base;
    FaultyDisk disk;
    final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Path path;
    private final Duration overtakerWait;
    private PartitionHost host;

    Broker(Path path) {
        this(path, new Cluster(), new RealDisk());
    }

    Broker(Path path, Cluster cluster, Disk disk) {
        this(path, cluster, disk, Duration.ZERO);
    }

    Broker(Path path, Cluster cluster, Disk disk, Duration overtakerWait) {
        this.path = path;
        this.overtakerWait = overtakerWait;
        this.cluster = cluster;
        this.base = disk;
        this.disk = new FaultyDisk(disk);
        start();
    }

    void start() {
        start(cluster.register());
    }

    void start(Registered registered) {
        start(registered, true);
    }

    void start(Registered registered, boolean withMetadata) {
        host =
                PartitionHost.open(
                        new HostConfig(
                                2,
                                2,
                                2,
                                new QueueLimits(64 << 20, 1_000),
                                new QueueLimits(16 << 20, PARTITION_REQUESTS_MAX),
                                overtakerWait,
                                new DirectoryConfig(OptionalLong.of(0), 64)),
                        disk,
                        path,
                        () -> java.time.Instant.ofEpochMilli(clock.get()),
                        metrics,
                        Alone.INSTANCE,
                        Alone.INSTANCE,
                        failures::add);
        try {
            host.registered(Cluster.BROKER, registered);
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
        if (withMetadata) {
            host.apply(cluster.metadata());
        }
    }

    PartitionHost host() {
        return host;
    }

    /** Lets the cluster's newest metadata come in. */
    void apply(Cluster changed) {
        host.apply(changed.metadata());
    }

    HostedPartition partition(String topic, int partition) {
        return (HostedPartition)
                host.topics().find(new TopicName(topic)).orElseThrow().partitions().get(partition);
    }

    /** Creates a topic of one partition. */
    HostedPartition create(String topic) {
        apply(cluster.create(topic, 1, java.util.Map.of()));
        return partition(topic, 0);
    }

    static ProduceOutcome append(Partition partition, ByteBuffer batch) {
        return await(partition.append(ProduceRequest.of(batch, Acks.ALL)));
    }

    static ProduceOutcome appendRaw(Partition partition, ByteBuffer batch) {
        return await(partition.append(ProduceRequest.raw(batch, Acks.ALL)));
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static void join(Thread thread) {
        try {
            thread.join(java.time.Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ErrorCode refusal(ProduceOutcome outcome) {
        return ((ProduceOutcome.Refused) outcome).problem().code();
    }

    /** Ends as kill -9 would: nothing more is flushed or written. */
    void kill() {
        disk.die();
        host.close();
        disk = new FaultyDisk(base);
    }

    /** Ends in good order. */
    void stop() {
        host.close();
        disk = new FaultyDisk(base);
    }

    void passTime(Duration duration) {
        clock.addAndGet(duration.toMillis());
    }

    @Override
    public void close() {
        disk.letAllForces();
        host.close();
    }
}
