package io.millrace.groups.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.MemberId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UniformTest {
    private final Shared group = new Shared();

    @Test
    void everybodyGetsTheSameOrOneMore() {
        // When
        group.topic("a", 7).consumer("x", "a").consumer("y", "a").assign(Assignor.UNIFORM);

        // Then
        assertThat(List.of(group.load("x"), group.load("y"))).containsExactlyInAnyOrder(3L, 4L);
    }

    @Test
    void whoJoinsTakesNoMoreThanItsShare() {
        // Given
        group.topic("a", 12).consumer("x", "a").consumer("y", "a").consumer("z", "a");
        SortedMap<PartitionId, MemberId> before = group.assign(Assignor.UNIFORM).result;

        // When
        group.consumer("w", "a").assign(Assignor.UNIFORM);

        // Then
        assertThat(group.load("w")).isEqualTo(3);
        assertThat(group.movedSince(before)).isEqualTo(3);
    }

    @Test
    void whoLeavesIsInheritedByAll() {
        // Given
        group.topic("a", 12).consumer("x", "a").consumer("y", "a").consumer("z", "a");
        SortedMap<PartitionId, MemberId> before = group.assign(Assignor.UNIFORM).result;

        // When
        group.gone("z").assign(Assignor.UNIFORM);

        // Then
        assertThat(group.load("x")).isEqualTo(6);
        assertThat(group.load("y")).isEqualTo(6);
        assertThat(group.movedSince(before)).isEqualTo(4);
    }

    /** x and y share a, y and z share b: only a chain of two moves makes it even. */
    @Test
    void evenOutGoesThroughOthers() {
        // Given
        group.topic("a", 5).topic("b", 1).consumer("x", "a").consumer("y", "a", "b");
        group.assign(Assignor.UNIFORM);
        assertThat(group.load("x")).isEqualTo(3);
        assertThat(group.load("y")).isEqualTo(3);

        // When
        group.consumer("z", "b").assign(Assignor.UNIFORM);

        // Then
        assertThat(group.load("x")).isEqualTo(3);
        assertThat(group.load("y")).isEqualTo(2);
        assertThat(group.load("z")).isEqualTo(1);
    }

    @Test
    void nearPartitionsArePreferred() {
        // Given
        List<Set<String>> racks = new ArrayList<>();
        for (int partition = 0; partition < 12; partition++) {
            racks.add(Set.of("r" + partition % 3));
        }

        // When
        group.topic("a", racks)
                .consumer("x", Optional.of("r0"), "a")
                .consumer("y", Optional.of("r1"), "a")
                .consumer("z", Optional.of("r2"), "a")
                .assign(Assignor.UNIFORM);

        // Then
        assertThat(group.of("x", "a")).containsExactly(0, 3, 6, 9);
        assertThat(group.of("y", "a")).containsExactly(1, 4, 7, 10);
        assertThat(group.of("z", "a")).containsExactly(2, 5, 8, 11);
    }

    @Test
    void balanceGoesBeforeNearness() {
        // When
        group.topic("a", List.of(Set.of("r0"), Set.of("r0"), Set.of("r0"), Set.of("r0")))
                .consumer("x", Optional.of("r0"), "a")
                .consumer("y", Optional.of("r1"), "a")
                .assign(Assignor.UNIFORM);

        // Then
        assertThat(group.load("x")).isEqualTo(2);
        assertThat(group.load("y")).isEqualTo(2);
    }

    /**
     * Whatever is subscribed to: all is assigned to subscribers, nothing could be more even, and a
     * second time nothing moves.
     */
    @Property(tries = 300)
    void isOptimalWhateverTheSubscriptions(@ForAll long seed) {
        Random random = new Random(seed);
        Shared any = new Shared();
        int topics = 1 + random.nextInt(4);
        int members = 1 + random.nextInt(5);
        for (int topic = 0; topic < topics; topic++) {
            any.topic("t" + topic, 1 + random.nextInt(4));
        }
        for (int round = 0; round < 4; round++) {
            for (int member = 0; member < members; member++) {
                String name = "m" + member;
                if (random.nextInt(3) == 0) {
                    any.gone(name);
                } else if (random.nextBoolean()) {
                    any.consumer(name, someOf(topics, random));
                }
            }
            any.assign(Assignor.UNIFORM);

            assertThat(loads(any)).isEqualTo(bestLoads(any));
            SortedMap<PartitionId, MemberId> once = any.result;
            assertThat(any.assign(Assignor.UNIFORM).result).isEqualTo(once);
        }
    }

    private static String[] someOf(int topics, Random random) {
        List<String> some = new ArrayList<>();
        for (int topic = 0; topic < topics; topic++) {
            if (random.nextBoolean()) {
                some.add("t" + topic);
            }
        }
        return some.toArray(String[]::new);
    }

    /**
     * Sorted, the heaviest first; fails if a partition is with somebody who has not asked for it.
     */
    private static List<Integer> loads(Shared group) {
        Map<MemberId, Integer> loads = new HashMap<>();
        group.consumers.keySet().forEach(member -> loads.put(member, 0));
        group.result.forEach(
                (partition, member) -> {
                    assertThat(group.consumers.get(member).topics()).contains(partition.topic());
                    loads.merge(member, 1, Integer::sum);
                });
        assertThat(group.result).hasSize(subscribed(group).size());
        return loads.values().stream().sorted((a, b) -> b - a).toList();
    }

    private static Map<PartitionId, List<MemberId>> subscribed(Shared group) {
        Map<PartitionId, List<MemberId>> subscribed = new TreeMap<>();
        group.topics.forEach(
                (topic, places) -> {
                    List<MemberId> members =
                            group.consumers.entrySet().stream()
                                    .filter(e -> e.getValue().topics().contains(topic))
                                    .map(Map.Entry::getKey)
                                    .toList();
                    for (int p = 0; p < places.partitions() && !members.isEmpty(); p++) {
                        subscribed.put(new PartitionId(topic, p), members);
                    }
                });
        return subscribed;
    }

    /** The lexicographically least loads, found by adding one partition after the other. */
    private static List<Integer> bestLoads(Shared group) {
        List<MemberId> members = List.copyOf(group.consumers.keySet());
        Set<List<Integer>> reachable = Set.of(Collections.nCopies(members.size(), 0));
        for (List<MemberId> takers : subscribed(group).values()) {
            Set<List<Integer>> next = new HashSet<>();
            for (List<Integer> loads : reachable) {
                for (MemberId taker : takers) {
                    List<Integer> more = new ArrayList<>(loads);
                    int index = members.indexOf(taker);
                    more.set(index, more.get(index) + 1);
                    next.add(more);
                }
            }
            reachable = next;
        }
        return reachable.stream()
                .map(loads -> loads.stream().sorted((a, b) -> b - a).toList())
                .min((a, b) -> Arrays.compare(array(a), array(b)))
                .orElseThrow();
    }

    private static int[] array(List<Integer> loads) {
        return loads.stream().mapToInt(Integer::intValue).toArray();
    }
}
