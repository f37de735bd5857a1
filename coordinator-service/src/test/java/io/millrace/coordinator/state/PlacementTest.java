package io.millrace.coordinator.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void leadersAreSpreadEvenlyOverManySmallTopics() {
        // When
        ControlState state = States.brokersIn("", "", "", "");
        for (int n = 0; n < 40; n++) {
            state = States.with(state, "topic-" + n, 1, 2);
        }

        // Then
        Map<Integer, Integer> leaders = new HashMap<>();
        Map<Integer, Integer> replicas = new HashMap<>();
        state.topics()
                .places()
                .forEach(
                        place -> {
                            leaders.merge(place.now().leader().getAsInt(), 1, Integer::sum);
                            place.now().replicas().forEach(b -> replicas.merge(b, 1, Integer::sum));
                        });
        assertThat(leaders.values()).containsOnly(10);
        assertThat(replicas.values()).containsOnly(20);
    }

    @Test
    void replicasStandInAsManyRacksAsThereAre() {
        // Given four brokers in one rack and one in each of two others
        List<String> racks = List.of("a", "a", "a", "a", "b", "c");

        // When
        ControlState state =
                States.with(States.brokersIn(racks.toArray(String[]::new)), "orders", 60, 3);

        // Then
        assertThat(state.topics().places())
                .allSatisfy(
                        place -> {
                            Set<String> used = new HashSet<>();
                            place.now().replicas().forEach(b -> used.add(racks.get(b - 1)));
                            assertThat(used).containsExactlyInAnyOrder("a", "b", "c");
                        });
    }

    @Test
    void aRackIsUsedTwiceRatherThanAReplicaLeftOut() {
        // When
        ControlState state = States.with(States.brokersIn("a", "a", "b"), "orders", 3, 3);

        // Then
        assertThat(state.topics().places())
                .allSatisfy(place -> assertThat(place.now().replicas()).hasSize(3));
    }
}
