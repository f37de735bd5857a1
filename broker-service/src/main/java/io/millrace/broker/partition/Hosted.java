package io.millrace.broker.partition;

import io.millrace.log.LogConfig;
import io.millrace.log.producer.ProducerLimits;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.replication.IsrView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owned by {@link PartitionHost}: one partition and what it was last told by the metadata. */
final class Hosted {
    private static final Logger LOG = LoggerFactory.getLogger(Hosted.class);
    private static final CompletableFuture<Void> NOTHING_TO_DO =
            CompletableFuture.completedFuture(null);

    private final HostedPartition partition;
    private int epochBefore;
    private Duty duty = Duty.RESTING;
    private @Nullable IsrView view;
    private volatile TopicConfig config;
    private boolean configured;

    /** What this broker is to the partition: it leads if it is the leader itself. */
    private record Duty(int leader, int leaderEpoch, long brokerEpoch) {
        static final Duty RESTING = new Duty(-1, -1, -1);
    }

    Hosted(HostedPartition partition, TopicConfig config) {
        this.partition = partition;
        this.config = config;
        epochBefore = partition.leaderEpoch();
    }

    HostedPartition partition() {
        return partition;
    }

    /**
     * Whether an operator has given up, since this broker was started, what its copy lacks: it is
     * told to lead at that price in an epoch that it has not led in yet.
     */
    boolean isSalvage(PartitionMetadata metadata, Self self) {
        return metadata.unclean()
                && metadata.isLedBy(self.broker().value())
                && Long.valueOf(self.brokerEpoch())
                        .equals(metadata.isr().get(self.broker().value()))
                && metadata.leaderEpoch() > epochBefore;
    }

    /** As last told. */
    TopicConfig config() {
        return config;
    }

    /** The result is done when the next append goes by these settings. */
    CompletableFuture<?> configure(TopicConfig newer) {
        if (configured && newer.equals(config)) {
            return NOTHING_TO_DO;
        }
        configured = true;
        config = newer;
        partition.copyBytesPerSecond(newer.copyBytesPerSecond());
        CompletableFuture<?> applied = partition.upkeep(log -> log.configure(logConfig(newer)));
        return CompletableFuture.allOf(applied, partition.stampAppendTime(newer.isLogAppendTime()));
    }

    static LogConfig logConfig(TopicConfig config) {
        Duration keys = Duration.ofMillis(config.idempotencyKeyRetentionMs());
        return LogConfig.defaults()
                .withSegmentBytes(config.segmentBytes())
                .withSegmentMs(config.segmentMs())
                .withProducers(ProducerLimits.DEFAULTS.withKeys(config.idempotencyKeysMax(), keys));
    }

    /**
     * Does what the metadata says; the result is done when the loop has done it.
     *
     * @param fenced broker ids that can't be expected to answer
     */
    CompletableFuture<Void> follow(
            PartitionMetadata metadata, int minIsr, Self self, Set<Integer> fenced) {
        if (!partition.isHealthy()) {
            return NOTHING_TO_DO;
        }
        if (metadata.leader().isEmpty()) {
            return be(Duty.RESTING, () -> partition.rest(Role.Resting.NO_LEADER));
        }
        int leader = metadata.leader().getAsInt();
        Duty wanted = new Duty(leader, metadata.leaderEpoch(), self.brokerEpoch());
        return leader == self.broker().value()
                ? lead(wanted, metadata, viewOf(metadata, minIsr, fenced), self)
                : followIfOlder(wanted, self);
    }

    private static IsrView viewOf(PartitionMetadata metadata, int minIsr, Set<Integer> fenced) {
        return new IsrView(
                metadata.replicas(), metadata.isr(), fenced, minIsr, metadata.partitionEpoch());
    }

    private CompletableFuture<Void> lead(
            Duty wanted, PartitionMetadata metadata, IsrView newer, Self self) {
        if (duty.equals(wanted)) {
            if (newer.equals(view)) {
                return NOTHING_TO_DO;
            }
            view = newer;
            return partition.changeView(newer);
        }
        if (wanted.leaderEpoch() <= epochBefore) {
            // A leader never goes on in the same epoch after a restart (replication.md 2, KIP-903).
            return refuse("Told to lead in an epoch that is not newer; not leading", wanted);
        }
        view = newer;
        epochBefore = wanted.leaderEpoch();
        return be(
                wanted,
                () -> partition.lead(self, wanted.leaderEpoch(), newer, metadata.unclean()));
    }

    private CompletableFuture<Void> followIfOlder(Duty wanted, Self self) {
        if (wanted.leaderEpoch() < epochBefore) {
            return refuse("Told to follow in an epoch older than the log; resting", wanted);
        }
        return be(wanted, () -> partition.follow(self, wanted.leader(), wanted.leaderEpoch()));
    }

    private CompletableFuture<Void> refuse(String why, Duty told) {
        LOG.atError()
                .addKeyValue("partition", partition.id())
                .addKeyValue("leader", told.leader())
                .addKeyValue("leaderEpoch", told.leaderEpoch())
                .addKeyValue("epochBefore", epochBefore)
                .log(why);
        return be(Duty.RESTING, () -> partition.rest(Role.Resting.NO_LEADER));
    }

    private CompletableFuture<Void> be(Duty next, Supplier<CompletableFuture<Void>> change) {
        if (duty.equals(next)) {
            return NOTHING_TO_DO;
        }
        duty = next;
        return change.get();
    }
}
