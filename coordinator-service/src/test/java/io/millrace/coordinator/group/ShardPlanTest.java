package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.shard.ShardSight.Owner;
import io.millrace.protocol.group.Shards;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ShardPlanTest {

    @Property
    void givesEachShardToOneWhoLivesAndAsManyToEverybody(
            @ForAll @Size(min = 1, max = 7) Set<@IntRange(max = 9) Integer> living,
            @ForAll @Size(max = 64)
                    Map<@IntRange(max = 63) Integer, @IntRange(max = 9) Integer> had) {
        SortedSet<String> alive = names(living);

        ShardPlan plan = ShardPlan.of(alive, owners(had));

        SortedSet<Integer> given = new TreeSet<>();
        for (String id : alive) {
            SortedSet<Integer> shards = plan.of(id);
            assertThat(shards.size()).isBetween(0, Math.ceilDiv(Shards.COUNT, alive.size()));
            assertThat(given).doesNotContainAnyElementsOf(shards);
            given.addAll(shards);
        }
        assertThat(given).hasSize(Shards.COUNT);
    }

    @Property
    void leavesWhatEverybodyHasUpToItsShare(
            @ForAll @Size(min = 1, max = 7) Set<@IntRange(max = 9) Integer> living,
            @ForAll @Size(max = 64)
                    Map<@IntRange(max = 63) Integer, @IntRange(max = 9) Integer> had) {
        SortedSet<String> alive = names(living);

        ShardPlan plan = ShardPlan.of(alive, owners(had));

        int share = Math.ceilDiv(Shards.COUNT, alive.size());
        for (String id : alive) {
            long kept =
                    plan.of(id).stream()
                            .filter(
                                    shard ->
                                            had.containsKey(shard)
                                                    && name(had.get(shard)).equals(id))
                            .count();
            long hadBefore = had.values().stream().filter(owner -> name(owner).equals(id)).count();
            assertThat(kept).isEqualTo(Math.min(share, hadBefore));
        }
    }

    private static SortedSet<String> names(Set<Integer> numbers) {
        SortedSet<String> names = new TreeSet<>();
        numbers.forEach(number -> names.add(name(number)));
        return names;
    }

    private static String name(int number) {
        return "coordinator-" + number;
    }

    private static Map<Integer, Owner> owners(Map<Integer, Integer> had) {
        Map<Integer, Owner> owners = new HashMap<>();
        had.forEach((shard, owner) -> owners.put(shard, new Owner(name(owner), "", 1)));
        return owners;
    }
}
