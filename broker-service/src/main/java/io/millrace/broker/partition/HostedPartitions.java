package io.millrace.broker.partition;

import io.millrace.log.LogConfig;
import io.millrace.log.LogDirectory;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owned by {@link PartitionHost}, under its lock: the partitions that are here, made to be what the
 * metadata says.
 */
final class HostedPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(HostedPartitions.class);

    private final LogDirectory directory;
    private final LogShelf shelf;
    private final List<PartitionLoop> loops;
    private final PartitionEnvironment environment;
    private final Trash trash;
    private final PartitionViews views;

    /** Read by any thread. */
    private final Map<PartitionId, Hosted> hosted = new ConcurrentSkipListMap<>();

    HostedPartitions(
            LogDirectory directory,
            LogShelf shelf,
            List<PartitionLoop> loops,
            PartitionEnvironment environment,
            Trash trash,
            PartitionViews views) {
        this.directory = directory;
        this.shelf = shelf;
        this.loops = loops;
        this.environment = environment;
        this.trash = trash;
        this.views = views;
    }

    @Nullable Hosted get(PartitionId id) {
        return hosted.get(id);
    }

    /** By id. */
    Collection<Hosted> all() {
        return hosted.values();
    }

    /** Closes what an earlier version had and {@code next} has not, and moves it away. */
    void removeDeleted(ClusterMetadata next, Self self) {
        Map<PartitionId, TopicMetadata> wanted = wanted(next, self);
        Map<PartitionId, Hosted> gone = new TreeMap<>(hosted);
        gone.keySet().removeAll(wanted.keySet());
        List<CompletableFuture<?>> closed = new ArrayList<>();
        gone.forEach((id, each) -> closed.add(each.partition().close(whyGone(id, next))));
        awaitQuietly(closed);
        gone.forEach(
                (id, each) -> {
                    hosted.remove(id);
                    moveAway(id, next, each.config().deleteDelayMs());
                });
    }

    /** Clients must not take a partition for deleted that other brokers have now. */
    private static Role.Resting whyGone(PartitionId id, ClusterMetadata next) {
        return isElsewhere(id, next) ? Role.Resting.NO_LEADER : Role.Resting.DELETED;
    }

    private static boolean isElsewhere(PartitionId id, ClusterMetadata next) {
        return next.topics().values().stream()
                .anyMatch(
                        topic ->
                                topic.id().equals(id.topic())
                                        && id.partition() < topic.partitions().size());
    }

    /**
     * Moves away the logs that no topic wants. What was deleted while this broker was down has
     * taken its settings with it: the trash keeps it for the default time.
     */
    void clearShelf(ClusterMetadata next) {
        for (PartitionId id : shelf.ids()) {
            shelf.take(id).close();
            moveAway(id, next, TopicConfig.DEFAULTS.deleteDelayMs());
        }
    }

    /**
     * To the trash if the metadata says that the topic was deleted, or that others have the
     * partition's replicas; it is never inferred.
     */
    private void moveAway(PartitionId id, ClusterMetadata next, long deleteDelayMs) {
        if (isElsewhere(id, next) || next.deletedTopics().contains(id.topic())) {
            trash.add(id, deleteDelayMs);
        } else {
            trash.addStray(id);
        }
    }

    /**
     * Opens the logs that {@code next} needs and hosts them; false if one could not be opened.
     *
     * @param newestBefore the newest version whose partitions this directory may have had: a log of
     *     theirs that is not here is lost, and not created
     */
    boolean openMissing(ClusterMetadata next, Self self, long newestBefore) {
        Map<PartitionId, TopicMetadata> wanted = wanted(next, self);
        wanted.keySet().removeAll(hosted.keySet());
        Map<PartitionId, LogConfig> fresh = new TreeMap<>();
        Map<PartitionId, LogConfig> vanished = new TreeMap<>();
        wanted.forEach(
                (id, topic) -> {
                    if (!shelf.has(id)) {
                        boolean mayBeNew =
                                partition(id, topic).createdVersion() > newestBefore
                                        || !counts(partition(id, topic), self);
                        (mayBeNew ? fresh : vanished).put(id, Hosted.logConfig(topic.config()));
                    }
                });
        boolean complete = true;
        try {
            shelf.openExisting(vanished);
            shelf.open(fresh);
            directory.checkpoint(); // From now on they are missed if they are gone.
        } catch (RuntimeException e) {
            complete = false;
            LOG.atError().setCause(e).log("New partitions could not be opened; trying again");
        }
        wanted.forEach(
                (id, topic) -> {
                    if (shelf.has(id)) {
                        hosted.put(id, host(id, topic));
                    }
                });
        return complete;
    }

    private static PartitionMetadata partition(PartitionId id, TopicMetadata topic) {
        return topic.partitions().get(id.partition());
    }

    /** Whether this broker's copy is one that every acknowledged record is in. */
    private static boolean counts(PartitionMetadata partition, Self self) {
        return partition.isr().containsKey(self.broker().value());
    }

    private Hosted host(PartitionId id, TopicMetadata topic) {
        int loop = Math.floorMod(id.topic().hashCode() + id.partition(), loops.size());
        return new Hosted(
                new HostedPartition(id, topic.name(), shelf.take(id), loops.get(loop), environment),
                topic.config());
    }

    /** Leads, follows and rests as {@code next} says; returns when it is so. */
    void follow(ClusterMetadata next, Self broker) {
        replaceWhatIsDamaged(next, broker);
        Set<Integer> fenced = new HashSet<>();
        next.brokers().stream()
                .filter(BrokerMetadata::fenced)
                .forEach(each -> fenced.add(each.id().value()));
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (TopicMetadata topic : next.topics().values()) {
            for (PartitionMetadata partition : topic.partitions()) {
                Hosted each = hosted.get(topic.partitionId(partition.partition()));
                if (each != null) {
                    done.add(each.configure(topic.config()));
                    done.add(
                            each.follow(
                                    partition, topic.minInsyncReplicas(partition), broker, fenced));
                }
            }
        }
        awaitQuietly(done);
    }

    /**
     * Puts another log in the place of one that recovery or a read has found damaged: an empty one
     * if it does not count any more and there is a leader to copy from, or what is left of it if an
     * operator has given up the rest.
     */
    private void replaceWhatIsDamaged(ClusterMetadata next, Self self) {
        wanted(next, self)
                .forEach(
                        (id, topic) -> {
                            Hosted each = hosted.get(id);
                            PartitionMetadata partition = partition(id, topic);
                            if (each == null || !each.partition().isDamaged()) {
                                return;
                            }
                            if (each.isSalvage(partition, self)) {
                                replace(id, topic, each, this::salvage);
                            } else if (partition.leader().isPresent()
                                    && !partition.isLedBy(self.broker().value())
                                    && !counts(partition, self)) {
                                replace(id, topic, each, this::startOver);
                            }
                        });
    }

    private void replace(
            PartitionId id,
            TopicMetadata topic,
            Hosted damaged,
            BiConsumer<PartitionId, TopicMetadata> replacement) {
        awaitQuietly(List.of(damaged.partition().close(Role.Resting.NO_LEADER)));
        hosted.remove(id);
        try {
            replacement.accept(id, topic);
            hosted.put(id, host(id, topic));
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("partition", id)
                    .log("A damaged replica could not be replaced; the next start tries again");
        }
    }

    private void startOver(PartitionId id, TopicMetadata topic) {
        trash.addDamaged(id);
        shelf.open(Map.of(id, Hosted.logConfig(topic.config())));
        LOG.atWarn()
                .addKeyValue("topic", topic.name())
                .addKeyValue("partition", id)
                .log("A damaged replica was moved to stray; an empty one takes its place");
    }

    /** Records behind the first damage are cut off; a log that begins with it is started over. */
    private void salvage(PartitionId id, TopicMetadata topic) {
        directory.forget(id.toString());
        shelf.open(Map.of(id, Hosted.logConfig(topic.config())));
        if (shelf.isHealthy(id)) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("partition", id)
                    .log("What is left of a damaged replica is used, as an operator wants it");
        } else {
            shelf.take(id).close();
            startOver(id, topic);
        }
    }

    /**
     * The topics of {@code next} as clients are given them; one that this broker leads in part, but
     * whose logs could not be opened, stays as it was.
     */
    Map<TopicName, Topic> topics(ClusterMetadata next, Self self, Topics before) {
        Map<TopicName, Topic> published = new TreeMap<>();
        for (TopicMetadata topic : next.topics().values()) {
            if (canServe(topic, self)) {
                published.put(topic.name(), new Topic(topic, views(topic)));
            } else {
                before.find(topic.name())
                        .filter(old -> old.metadata().id().equals(topic.id()))
                        .ifPresent(old -> published.put(topic.name(), old));
            }
        }
        return published;
    }

    private boolean canServe(TopicMetadata topic, Self self) {
        return topic.partitions().stream()
                .noneMatch(
                        partition ->
                                partition.isLedBy(self.broker().value())
                                        && !hosted.containsKey(
                                                topic.partitionId(partition.partition())));
    }

    private List<Partition> views(TopicMetadata topic) {
        return topic.partitions().stream()
                .map(partition -> topic.partitionId(partition.partition()))
                .map(
                        id ->
                                views.view(
                                        topic.name(),
                                        id,
                                        Optional.ofNullable(hosted.get(id)).map(Hosted::partition)))
                .toList();
    }

    /** The partitions that this broker has, or is to have, a copy of. */
    private static Map<PartitionId, TopicMetadata> wanted(ClusterMetadata metadata, Self self) {
        Map<PartitionId, TopicMetadata> wanted = new TreeMap<>();
        for (TopicMetadata topic : metadata.topics().values()) {
            for (PartitionMetadata partition : topic.partitions()) {
                if (partition.replicas().contains(self.broker().value())) {
                    wanted.put(topic.partitionId(partition.partition()), topic);
                }
            }
        }
        return wanted;
    }

    /** A partition that fails says so itself; the others must not suffer. */
    private static void awaitQuietly(List<CompletableFuture<?>> all) {
        for (CompletableFuture<?> each : all) {
            each.handle((done, failure) -> failure).join();
        }
    }
}
