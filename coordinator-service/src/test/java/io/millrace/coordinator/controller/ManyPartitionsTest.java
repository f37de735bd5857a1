package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decision 23: ten thousand partitions, and a broker dies. */
class ManyPartitionsTest extends FleetSetting {

    @Test
    void allThatADeadBrokerLedIsLedByOthersAfterOneTransaction() throws Exception {
        // Given
        TopicMetadata topic = fleet.create("orders", 10_000, 3, 2);
        long before = controller.metadata().version();
        List<Long> withoutLeader = new ArrayList<>();
        List<Long> nanos = new ArrayList<>();

        // When
        long start = System.nanoTime();
        try (AutoCloseable subscription =
                controller.subscribe(
                        before,
                        metadata -> {
                            nanos.add(System.nanoTime() - start);
                            withoutLeader.add(
                                    metadata.topics().get(topic.name()).partitions().stream()
                                            .filter(p -> p.leader().isEmpty() || p.isLedBy(1))
                                            .count());
                        })) {
            fleet.broker(1).die();
        }

        // Then
        System.out.printf(
                "10,000 partitions, a broker dies: leaders after %,d ms, ISRs after %,d ms%n",
                nanos.getFirst() / 1_000_000, nanos.getLast() / 1_000_000);
        assertThat(withoutLeader.getFirst()).isZero();
        List<PartitionMetadata> after =
                controller.metadata().topics().get(topic.name()).partitions();
        assertThat(after).allSatisfy(p -> assertThat(p.isr()).containsOnlyKeys(2, 3));
        assertThat(after).filteredOn(p -> p.leaderEpoch() == 1).hasSizeBetween(3_333, 3_334);
        assertThat(controller.metadata().version()).isEqualTo(before + 3);
        assertThat(plane.number("select metadata_version from control.cluster_state"))
                .isEqualTo(before + 3);
    }
}
