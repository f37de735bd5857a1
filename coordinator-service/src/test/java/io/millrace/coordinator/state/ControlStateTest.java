package io.millrace.coordinator.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlStateTest {

    @Test
    void publishesWhatHasNotChangedAsTheSameObject() {
        // Given
        TopicName orders = new TopicName("orders");
        TopicName payments = new TopicName("payments");
        ControlState state =
                States.with(
                        States.with(States.brokersIn("", "", ""), "orders", 3, 2),
                        "payments",
                        3,
                        1);
        ClusterMetadata before = state.metadata();

        // When the leader of one partition of orders is fenced
        int leader =
                state.topic(orders)
                        .orElseThrow()
                        .partitions()
                        .getFirst()
                        .registration()
                        .leader()
                        .orElseThrow();
        ClusterMetadata after =
                state.after(Fences.leadersFirst(state, Set.of(leader), Set.of()), 200).metadata();

        // Then
        var was = before.topics().get(orders).partitions();
        var is = after.topics().get(orders).partitions();
        assertThat(is.getFirst()).isNotEqualTo(was.getFirst());
        assertThat(is)
                .filteredOn(p -> p.leaderEpoch() == 0)
                .allMatch(p -> p == was.get(p.partition()));
        assertThat(after.deletedTopics()).isSameAs(before.deletedTopics());
        assertThat(after.access()).isSameAs(before.access());
        assertThat(after.topics()).containsKeys(orders, payments);
    }
}
