package io.millrace.broker;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.control.Advertised;
import io.millrace.broker.control.Controller;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.RoutedPartitions;
import io.millrace.broker.group.GroupOwners;
import io.millrace.broker.http.HttpModule;
import io.millrace.broker.http.drain.LeaderHandover;
import io.millrace.broker.partition.HostConfig;
import io.millrace.broker.partition.MonotonicMs;
import io.millrace.broker.partition.QueueLimits;
import io.millrace.broker.partition.Topics;
import io.millrace.broker.replica.LeaderPeers;
import io.millrace.broker.replica.Replication;
import io.millrace.broker.runtime.BrokerConfig;
import io.millrace.broker.runtime.BrokerRuntime;
import io.millrace.broker.runtime.OnDiskFailure;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.BrokerId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;

/**
 * Wires a broker with its data plane; whoever imports it brings a {@link Controller}, {@link
 * LeaderPeers} and {@link LeaderBrokers}.
 */
@Configuration(proxyBeanMethods = false)
@Import(HttpModule.class)
@EnableConfigurationProperties(BrokerModule.BrokerProperties.class)
public class BrokerModule {

    /** Serves its partitions as soon as it is made; answers and flushes all it has when closed. */
    @Bean(destroyMethod = "close")
    BrokerRuntime brokerRuntime(
            BrokerProperties properties,
            Controller controller,
            Replication replication,
            RoutedPartitions routed,
            GroupOwners groups,
            Advertised advertised,
            MeterRegistry metrics) {
        return BrokerRuntime.start(
                properties.runtime(advertised),
                new RealDisk(),
                Clock.systemUTC(),
                controller,
                replication,
                routed,
                groups::floors,
                metrics,
                properties.onDiskFailure()::accept);
    }

    /** Exists before the broker does: others may ask as soon as it has registered. */
    @Bean(destroyMethod = "close")
    Replication replication(BrokerProperties properties, LeaderPeers peers, Controller controller) {
        return new Replication(
                new BrokerId(properties.id()), peers, controller, MonotonicMs.SYSTEM);
    }

    /** What clients are given; what others lead is asked of them. */
    @Bean(destroyMethod = "close")
    RoutedPartitions routedPartitions(
            BrokerProperties properties, LeaderBrokers leaders, MeterRegistry metrics) {
        return new RoutedPartitions(new BrokerId(properties.id()), leaders, metrics);
    }

    @Bean
    LeaderHandover leaderHandover(BrokerRuntime runtime, BrokerProperties properties) {
        return new LeaderHandover(runtime::handOver, properties.handoverTimeout());
    }

    @Bean
    Topics topics(BrokerRuntime runtime) {
        return runtime.topics();
    }

    /**
     * Settings of a broker.
     *
     * @param id number of the broker, from 0, kept for its life
     * @param httpUrl where clients reach it, without a slash at the end
     * @param logs the data directory, one sub-directory per partition
     * @param loops threads that change partitions; 0 is one per core
     * @param flusherThreads threads that fsync, 1 to 64
     * @param openThreads logs that are opened and recovered at the same time
     * @param openFilesMax open files of closed segments and indexes
     * @param queueBytes batches that wait to be appended in the whole process; 0 is 1/8 of the heap
     * @param queueRequests produce requests in the whole process that are not yet answered
     * @param partitionQueueBytes batches that wait for one partition; 0 is half of {@code
     *     queueBytes}
     * @param partitionQueueRequests requests to one partition that are not yet answered
     * @param overtakerWait how long a raw batch that has overtaken its producer's previous one
     *     waits for it
     * @param diskReserve free space below which nothing is appended; by default min(1 GiB, 2 % of
     *     the volume)
     * @param onDiskFailure what happens when an fsync has failed: halt, or refuse and go on
     * @param startTimeout for registration and the first metadata
     * @param handoverTimeout how long a broker that stops waits until others lead
     * @param heartbeatInterval how often the controller is told that the broker lives
     * @param checkpointInterval how often durable ends and high watermarks are written down
     * @param retentionInterval how often segments are looked through for deletion
     * @param compactionInterval how often logs are looked through for compaction
     * @param producerExpiryInterval how often silent producers are forgotten
     * @param trashInterval how often the trash is looked through
     */
    @ConfigurationProperties("millrace.broker")
    public record BrokerProperties(
            @DefaultValue("0") int id,
            @DefaultValue("http://127.0.0.1:8080") String httpUrl,
            @DefaultValue("data/logs") Path logs,
            @DefaultValue("0") int loops,
            @DefaultValue("8") int flusherThreads,
            @DefaultValue("4") int openThreads,
            @DefaultValue("1024") int openFilesMax,
            @DefaultValue("0B") DataSize queueBytes,
            @DefaultValue("20000") int queueRequests,
            @DefaultValue("0B") DataSize partitionQueueBytes,
            @DefaultValue("5000") int partitionQueueRequests,
            @DefaultValue("200ms") Duration overtakerWait,
            @Nullable DataSize diskReserve,
            @DefaultValue("halt") OnDiskFailure onDiskFailure,
            @DefaultValue("60s") Duration startTimeout,
            @DefaultValue("10s") Duration handoverTimeout,
            @DefaultValue("300ms") Duration heartbeatInterval,
            @DefaultValue("1s") Duration checkpointInterval,
            @DefaultValue("5m") Duration retentionInterval,
            @DefaultValue("15s") Duration compactionInterval,
            @DefaultValue("10m") Duration producerExpiryInterval,
            @DefaultValue("1m") Duration trashInterval) {

        BrokerConfig runtime(Advertised advertised) {
            return new BrokerConfig(
                    new BrokerId(id),
                    advertised,
                    logs,
                    host(),
                    startTimeout,
                    heartbeatInterval,
                    new BrokerConfig.Chores(
                            checkpointInterval,
                            retentionInterval,
                            compactionInterval,
                            producerExpiryInterval,
                            trashInterval));
        }

        private HostConfig host() {
            long bytes =
                    queueBytes.toBytes() > 0
                            ? queueBytes.toBytes()
                            : Runtime.getRuntime().maxMemory() / 8;
            long partitionBytes =
                    partitionQueueBytes.toBytes() > 0 ? partitionQueueBytes.toBytes() : bytes / 2;
            return new HostConfig(
                    loops > 0 ? loops : Runtime.getRuntime().availableProcessors(),
                    flusherThreads,
                    openThreads,
                    new QueueLimits(bytes, queueRequests),
                    new QueueLimits(partitionBytes, partitionQueueRequests),
                    overtakerWait,
                    new DirectoryConfig(
                            diskReserve == null
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(diskReserve.toBytes()),
                            openFilesMax));
        }
    }
}
