package io.millrace.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.broker.control.Advertised;
import io.millrace.broker.forward.NotSentException;
import io.millrace.broker.forward.RoutedPartitions;
import io.millrace.broker.partition.Cluster;
import io.millrace.broker.partition.HostConfig;
import io.millrace.broker.partition.MonotonicMs;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.QueueLimits;
import io.millrace.broker.replica.Replication;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRuntimeTest {
    @TempDir Path path;

    private final Cluster cluster = new Cluster();
    private final DirectController controller = new DirectController(cluster);

    private BrokerRuntime start(Duration timeout) {
        return BrokerRuntime.start(
                new BrokerConfig(
                        Cluster.BROKER,
                        new Advertised("http://127.0.0.1:1", Optional.empty(), Optional.empty()),
                        path,
                        new HostConfig(
                                1,
                                1,
                                1,
                                new QueueLimits(1 << 20, 100),
                                new QueueLimits(1 << 20, 100),
                                Duration.ZERO,
                                new DirectoryConfig(OptionalLong.of(0), 64)),
                        timeout,
                        Duration.ofMillis(20),
                        new BrokerConfig.Chores(
                                Duration.ofMillis(20),
                                Duration.ofMillis(20),
                                Duration.ofMillis(20),
                                Duration.ofMillis(20),
                                Duration.ofMillis(20))),
                new RealDisk(),
                Clock.systemUTC(),
                controller,
                new Replication(
                        Cluster.BROKER,
                        broker -> {
                            throw new IllegalStateException("there are no others");
                        },
                        controller,
                        MonotonicMs.SYSTEM),
                new RoutedPartitions(
                        Cluster.BROKER,
                        broker -> {
                            throw new NotSentException("there are no others", null);
                        },
                        new SimpleMeterRegistry()),
                read -> GroupFloors.UNKNOWN,
                new SimpleMeterRegistry(),
                failure -> {});
    }

    private void createOrders() {
        cluster.create("orders", 1, Map.of());
        controller.publish();
    }

    private static Partition orders(BrokerRuntime runtime) {
        return runtime.topics().find(new TopicName("orders")).orElseThrow().partitions().getFirst();
    }

    private static ProduceOutcome append(Partition partition) {
        ByteBuffer batch =
                new RecordBatchBuilder(Compression.NONE)
                        .append(0, null, ByteBuffer.wrap(new byte[10]), List.of())
                        .build();
        return partition
                .append(ProduceRequest.of(batch, Acks.ALL))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void servesItsPartitionsWhenItHasStartedAndAgainAfterARestart() {
        // Given
        try (BrokerRuntime first = start(Duration.ofSeconds(20))) {
            createOrders();
            assertThat(append(orders(first))).isInstanceOf(ProduceOutcome.Appended.class);
        }

        // When
        try (BrokerRuntime second = start(Duration.ofSeconds(20))) {
            // Then
            assertThat(append(orders(second))).isInstanceOf(ProduceOutcome.Appended.class);
            assertThat(controller.registrations).hasSize(2);
            assertThat(controller.registrations.getLast().replicas())
                    .singleElement()
                    .satisfies(
                            report -> {
                                assertThat(report.durableEndOffset()).isEqualTo(2);
                                assertThat(report.highWatermarkCheckpoint()).isEqualTo(2);
                            });
            assertThat(controller.registrations.getLast().clusterId()).isPresent();
        }
    }

    @Test
    void waitsForAControllerThatIsNotYetThere() {
        // Given
        controller.beAway(3);

        // When
        try (BrokerRuntime runtime = start(Duration.ofSeconds(20))) {
            // Then
            assertThat(runtime.topics().metadata().version()).isPositive();
        }
    }

    @Test
    void givesUpWhenTheControllerStaysAwayAndLeavesTheDirectoryUsable() {
        // Given
        controller.beAway(Integer.MAX_VALUE);
        assertThatThrownBy(() -> start(Duration.ofMillis(300))).hasMessageContaining("controller");
        controller.beAway(0);

        // When
        try (BrokerRuntime runtime = start(Duration.ofSeconds(20))) {
            // Then
            assertThat(runtime.topics().metadata().version()).isPositive();
        }
    }

    @Test
    void registersAgainWhenItWasFencedAndLeadsInTheNextEpoch() {
        // Given
        try (BrokerRuntime runtime = start(Duration.ofSeconds(20))) {
            createOrders();
            Partition orders = orders(runtime);
            append(orders);
            int epoch = orders.leaderEpoch();

            // When
            controller.fence();

            // Then
            await().untilAsserted(() -> assertThat(controller.registrations).hasSizeGreaterThan(1));
            await().untilAsserted(
                            () -> {
                                assertThat(orders.leaderEpoch()).isGreaterThan(epoch);
                                assertThat(append(orders))
                                        .isInstanceOf(ProduceOutcome.Appended.class);
                            });
        }
    }

    @Test
    void followsTheMetadataThatIsPublished() {
        // Given
        try (BrokerRuntime runtime = start(Duration.ofSeconds(20))) {
            // When
            createOrders();

            // Then
            assertThat(append(orders(runtime))).isInstanceOf(ProduceOutcome.Appended.class);
        }
    }
}
