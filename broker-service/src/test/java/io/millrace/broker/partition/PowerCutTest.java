package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.log.testing.SimulatedDisk;
import io.millrace.replication.Acks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of acks=all, on a disk whose page cache forgets. */
class PowerCutTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final int PRODUCERS = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsWhatWasAcknowledgedThroughAPowerCutUnderLoad(long seed) {
        // Given
        Random random = new Random(seed);
        SimulatedDisk disk = new SimulatedDisk();
        Cluster cluster = new Cluster();
        Broker broker = new Broker(DIRECTORY, cluster, disk);
        broker.apply(cluster.create("orders", 2, Map.of("segment.bytes", "1048576")));
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        List<Thread> producers =
                IntStream.range(0, PRODUCERS)
                        .mapToObj(
                                p ->
                                        Thread.ofVirtual()
                                                .start(() -> produce(broker, p, acknowledged)))
                        .toList();
        int enough = 50 + random.nextInt(300);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(acknowledged).hasSizeGreaterThan(enough));

        // When
        List<String> promised = List.copyOf(acknowledged);
        SimulatedDisk found = disk.afterPowerCut(change -> random.nextBoolean());
        broker.kill();
        producers.forEach(Broker::join);

        // Then
        try (Broker after = new Broker(DIRECTORY, cluster, found)) {
            List<String> values = new ArrayList<>(Records.values(after.partition("orders", 0)));
            values.addAll(Records.values(after.partition("orders", 1)));
            assertThat(values).as("seed %s", seed).doesNotHaveDuplicates().containsAll(promised);
        }
    }

    private static void produce(Broker broker, int producer, List<String> acknowledged) {
        for (int n = 0; ; n++) {
            Partition partition = broker.partition("orders", n % 2);
            String value = producer + ":" + n;
            ProduceOutcome outcome =
                    Broker.await(
                            partition.append(ProduceRequest.of(Records.batch(value), Acks.ALL)));
            if (!(outcome instanceof ProduceOutcome.Appended)) {
                return;
            }
            acknowledged.add(value);
        }
    }

    @Test
    void forgetsNothingThatWasAcknowledgedWhenNothingElseReachedTheDisk() {
        // Given
        SimulatedDisk disk = new SimulatedDisk();
        Cluster cluster = new Cluster();
        Broker broker = new Broker(DIRECTORY, cluster, disk);
        Partition partition = broker.create("orders");
        Broker.append(partition, Records.batch("a"));
        Broker.appendRaw(partition, Records.batch(7, 0, 0, "b"));

        // When
        SimulatedDisk found = disk.afterPowerCut(change -> false);
        broker.kill();

        // Then
        try (Broker after = new Broker(DIRECTORY, cluster, found)) {
            Partition again = after.partition("orders", 0);
            assertThat(Records.values(again)).containsExactly("a", "b");
            assertThat(Broker.appendRaw(again, Records.batch(7, 0, 0, "b")))
                    .isInstanceOf(ProduceOutcome.Duplicate.class);
        }
    }
}
