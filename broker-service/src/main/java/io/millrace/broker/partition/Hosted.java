package io.millrace.broker.partition;

import io.millrace.log.LogConfig;
import io.millrace.log.producer.ProducerLimits;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.replication.IsrView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private boolean leading;
    private @Nullable IsrView view;
    private volatile TopicConfig config;
    private boolean configured;

    Hosted(HostedPartition partition, TopicConfig config) {
        this.partition = partition;
        this.config = config;
        epochBefore = partition.leaderEpoch();
    }

    HostedPartition partition() {
        return partition;
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

    /** Does what the metadata says; the result is done when the loop has done it. */
    CompletableFuture<Void> follow(PartitionMetadata metadata, int minIsr, Self self) {
        if (!partition.isHealthy()) {
            return NOTHING_TO_DO;
        }
        boolean mine = metadata.leader().orElse(-1) == self.broker().value();
        if (!mine) {
            return leading ? resign() : NOTHING_TO_DO;
        }
        IsrView newer =
                new IsrView(
                        metadata.replicas(),
                        metadata.isr(),
                        Set.of(),
                        minIsr,
                        metadata.partitionEpoch());
        if (metadata.leaderEpoch() > epochBefore) {
            return lead(metadata.leaderEpoch(), newer, self);
        }
        if (!leading) {
            // A leader never goes on in the same epoch after a restart (replication.md 2, KIP-903).
            LOG.atError()
                    .addKeyValue("partition", partition.id())
                    .addKeyValue("leaderEpoch", metadata.leaderEpoch())
                    .addKeyValue("epochInLog", epochBefore)
                    .log("Told to lead in an epoch that is not newer than the log; not leading");
            return NOTHING_TO_DO;
        }
        if (!newer.equals(view)) {
            view = newer;
            return partition.changeView(newer);
        }
        return NOTHING_TO_DO;
    }

    private CompletableFuture<Void> lead(int epoch, IsrView newer, Self self) {
        leading = true;
        epochBefore = epoch;
        view = newer;
        return partition.lead(self.broker().value(), self.brokerEpoch(), epoch, newer);
    }

    private CompletableFuture<Void> resign() {
        leading = false;
        return partition.rest(Role.Resting.NO_LEADER);
    }
}
