package io.millrace.broker.partition;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.flush.FlusherPool;
import io.millrace.log.LogDirectory;
import io.millrace.log.disk.Disk;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything between one data directory and the topics that are served from it. Applies metadata:
 * one caller at a time ({@code synchronized}); readers use {@link #topics()}.
 */
public final class PartitionHost implements AutoCloseable {
    private final LogDirectory directory;
    private final SeenMetadata seen;
    private final LogShelf shelf;
    private final List<PartitionLoop> loops = new ArrayList<>();
    private final FlusherPool flushers;
    private final PartitionEnvironment environment;
    private final Topics topics;
    private final Trash trash;
    private final Compaction compaction = new Compaction();
    private final HostedPartitions hosted;
    private volatile @Nullable Self self;
    private long registeredVersion = Long.MAX_VALUE;
    private Optional<ClusterMetadata> incomplete = Optional.empty();

    /** The newest metadata of a registration whose answer has not come yet. */
    private Optional<ClusterMetadata> early = Optional.empty();

    private boolean closed;

    private final LongSupplier monotonicMs;
    private final AtomicLong controllerHeardMs = new AtomicLong();

    private PartitionHost(
            HostConfig config,
            Disk disk,
            Path path,
            InstantSource clock,
            MeterRegistry metrics,
            ReplicaEvents replicas,
            PartitionViews views,
            Consumer<RuntimeException> directoryFailed,
            LongSupplier monotonicMs) {
        this.monotonicMs = monotonicMs;
        heardController();
        directory = LogDirectory.open(disk, path, config.directory());
        seen = new SeenMetadata(disk, path);
        shelf = new LogShelf(directory, config.openThreads());
        trash = new Trash(directory, clock);
        flushers = new FlusherPool(config.flusherThreads(), metrics);
        for (int i = 0; i < config.loops(); i++) {
            loops.add(new PartitionLoop("partition-loop-" + i));
        }
        ProduceBudget budget = new ProduceBudget(null, config.processQueue());
        HostMetrics.bind(metrics, directory, budget, loops);
        environment =
                new PartitionEnvironment(
                        directory,
                        flushers,
                        clock,
                        monotonicMs,
                        controllerHeardMs::get,
                        budget,
                        config.partitionQueue(),
                        config.overtakerWait(),
                        replicas,
                        metrics,
                        directoryFailed);
        hosted = new HostedPartitions(directory, shelf, loops, environment, trash, views);
        topics = new Topics(nothing());
    }

    private ClusterMetadata nothing() {
        return new ClusterMetadata(
                seen.clusterId().orElse(new UUID(0, 0)),
                new MetadataPosition(new UUID(0, 0), -1),
                -1,
                Map.of(),
                Set.of(),
                List.of(),
                new AccessSnapshot(Map.of(), unknownSecret()));
    }

    /** Nobody can have made a token with it. */
    private static byte[] unknownSecret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /**
     * Takes the directory for this process, and opens and recovers every log in it.
     *
     * @param replicas told what leaders and followers have to say to other brokers
     * @param views what clients are given of partitions
     * @param directoryFailed told, by a flusher thread, that an fsync has failed: what was
     *     acknowledged is safe, but nothing more can be, until the process has started again
     */
    public static PartitionHost open(
            HostConfig config,
            Disk disk,
            Path path,
            InstantSource clock,
            MeterRegistry metrics,
            ReplicaEvents replicas,
            PartitionViews views,
            Consumer<RuntimeException> directoryFailed) {
        return open(
                config,
                disk,
                path,
                clock,
                metrics,
                replicas,
                views,
                directoryFailed,
                MonotonicMs.SYSTEM);
    }

    static PartitionHost open(
            HostConfig config,
            Disk disk,
            Path path,
            InstantSource clock,
            MeterRegistry metrics,
            ReplicaEvents replicas,
            PartitionViews views,
            Consumer<RuntimeException> directoryFailed,
            LongSupplier monotonicMs) {
        PartitionHost host =
                new PartitionHost(
                        config,
                        disk,
                        path,
                        clock,
                        metrics,
                        replicas,
                        views,
                        directoryFailed,
                        monotonicMs);
        host.shelf.openAll();
        return host;
    }

    /** The controller has answered. Any thread. */
    public void heardController() {
        controllerHeardMs.set(monotonicMs.getAsLong());
    }

    /** Of the data in the directory; empty if it belongs to no cluster yet. */
    public Optional<UUID> clusterId() {
        return seen.clusterId();
    }

    /** The newest metadata that was ever acted on here; empty if none. */
    public Optional<MetadataPosition> metadataSeen() {
        return seen.position();
    }

    /** What the logs hold. */
    public synchronized List<ReplicaReport> replicaReports() {
        List<ReplicaReport> reports = new ArrayList<>(shelf.reports());
        for (Hosted each : hosted.all()) {
            reports.add(LogShelf.report(each.partition().id(), each.partition().log()));
        }
        return reports;
    }

    public Topics topics() {
        return topics;
    }

    /**
     * From the version of its registration on, the broker leads and follows what the metadata says.
     * If that has come before the answer to the registration, it is applied now.
     */
    public synchronized void registered(BrokerId broker, Registered registered) {
        if (seen.clusterId().isPresent()
                && !seen.clusterId().get().equals(registered.clusterId())) {
            throw new IllegalStateException(
                    "the data belongs to cluster "
                            + seen.clusterId().get()
                            + ", the controller to "
                            + registered.clusterId());
        }
        self = new Self(broker, registered.brokerEpoch());
        registeredVersion = registered.metadataVersion();
        early.ifPresent(this::apply);
    }

    /** Of the present registration; −1 before the first. */
    public long brokerEpoch() {
        Self broker = self;
        return broker == null ? -1 : broker.brokerEpoch();
    }

    // ---- metadata

    /**
     * Makes the partitions what {@code next} says; older metadata changes nothing. When it returns,
     * {@link #topics()} tells of it and its new leaders take records.
     */
    public synchronized void apply(ClusterMetadata next) {
        ClusterMetadata now = topics.metadata();
        Self broker = self;
        if (closed
                || broker == null
                || next.version() < registeredVersion
                || next.version() <= now.version()
                || next.controllerEpoch() < now.controllerEpoch()) {
            return;
        }
        if (!isOfThisRegistration(next, broker)) {
            early = Optional.of(next);
            return;
        }
        early = Optional.empty();
        boolean first = now.version() < 0;
        hosted.removeDeleted(next, broker);
        boolean complete = hosted.openMissing(next, broker, newestBefore());
        if (complete) {
            // After its logs are there: a log that is missing, of a partition that this broker says
            // it has seen, is a lost one to the controller. Before anybody leads in it.
            seen.remember(next.clusterId(), next.at());
        }
        if (first && complete) {
            hosted.clearShelf(next);
        }
        hosted.follow(next, broker);
        publish(next, broker);
        incomplete = complete ? Optional.empty() : Optional.of(next);
    }

    /**
     * Whether the metadata knows the broker by its present registration. One that acted on that of
     * another would say of a replica what was true of it before a restart, or is not yet.
     */
    private static boolean isOfThisRegistration(ClusterMetadata next, Self broker) {
        return next.broker(broker.broker())
                .filter(known -> known.brokerEpoch() == broker.brokerEpoch())
                .isPresent();
    }

    /** Tries again to open what could not be opened, on a full disk for example. */
    public synchronized void retryIncomplete() {
        Self broker = self;
        if (!closed
                && incomplete.isPresent()
                && broker != null
                && hosted.openMissing(incomplete.get(), broker, newestBefore())) {
            seen.remember(incomplete.get().clusterId(), incomplete.get().at());
            hosted.follow(incomplete.get(), broker);
            publish(incomplete.get(), broker);
            incomplete = Optional.empty();
        }
    }

    /**
     * The newest metadata whose partitions this directory may have had. One that never acted on any
     * may have taken the place of one that did: to it, only what came after its registration is
     * new.
     */
    private long newestBefore() {
        return seen.version() >= 0 ? seen.version() : registeredVersion;
    }

    private void publish(ClusterMetadata next, Self broker) {
        topics.publish(next, hosted.topics(next, broker, topics));
    }

    // ---- upkeep

    /** Writes down what is durable and committed; looks at the free space. Every second. */
    public void checkpoint() {
        directory.checkpoint();
    }

    /** Lets leaders look at the time: who lags, and what was asked for and not answered. */
    public void tick() {
        partitions().forEach(each -> each.partition().tick());
    }

    /** The replica of a partition, if there is one here. Any thread; waits for nothing. */
    public Optional<Replica> replica(PartitionId id) {
        return Optional.ofNullable(hosted.get(id)).map(Hosted::partition);
    }

    /**
     * Deletes segments that have had their time. One caller at a time.
     *
     * @param now of a clock that may be trusted with deletion; empty: nothing goes by age
     * @param groups tells how far the last of them is; may block
     */
    public void retain(OptionalLong now, Function<ReadFloors, GroupFloors> groups) {
        Collection<Hosted> all = partitions();
        for (Hosted each : all) {
            now.ifPresent(ms -> Upkeep.roll(each.partition(), each.config(), ms));
        }
        new RetentionPass(now, groups).run(all);
    }

    /**
     * Takes superseded records out of compacted logs. One caller at a time.
     *
     * @param nowMs of a clock that may be trusted with deletion
     */
    public void compact(long nowMs) {
        for (Hosted each : partitions()) {
            Upkeep.roll(each.partition(), each.config(), nowMs);
            compaction.clean(each.partition(), each.config(), nowMs);
        }
    }

    /** Forgets producers that have been silent for too long. */
    public void expireProducers(long nowMs) {
        for (Hosted each : partitions()) {
            var _ = each.partition().upkeep(log -> log.producers().expire(nowMs));
        }
    }

    /** Deletes for ever what has been in the trash for its time. */
    public void emptyTrash() {
        trash.empty();
    }

    private synchronized Collection<Hosted> partitions() {
        return List.copyOf(hosted.all());
    }

    // ---- the end

    /**
     * Answers what can be answered, makes everything durable and leaves the clean-shutdown marker.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<CompletableFuture<?>> ends = new ArrayList<>();
        hosted.all().forEach(each -> ends.add(each.partition().close(Role.Resting.CLOSING)));
        boolean clean = ends.stream().filter(PartitionHost::fails).count() == 0;
        clean &= shelf.close();
        loops.forEach(PartitionLoop::close);
        flushers.close();
        if (clean && self != null) {
            directory.closeCleanly(self.brokerEpoch());
        } else {
            directory.close();
        }
    }

    private static boolean fails(CompletableFuture<?> done) {
        return done.handle((nothing, failure) -> failure != null).join();
    }
}
