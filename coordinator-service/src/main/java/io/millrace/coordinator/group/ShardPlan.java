package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.ShardSight.Owner;
import io.millrace.protocol.group.Shards;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is to own which shard: everybody keeps what it has, up to its share; the rest goes to whoever
 * has least. Whoever sees the same makes the same plan.
 */
final class ShardPlan {
    private final Map<Integer, String> wanted = new HashMap<>();
    private final Map<String, Integer> loads = new HashMap<>();

    private ShardPlan() {}

    /**
     * @param alive one at least
     */
    static ShardPlan of(SortedSet<String> alive, Map<Integer, Owner> owners) {
        ShardPlan plan = new ShardPlan();
        alive.forEach(id -> plan.loads.put(id, 0));
        int share = Math.ceilDiv(Shards.COUNT, alive.size());
        List<Integer> open = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Owner owner = owners.get(shard);
            if (owner != null && plan.loads.getOrDefault(owner.id(), share) < share) {
                plan.give(shard, owner.id());
            } else {
                open.add(shard);
            }
        }
        Comparator<String> lightest =
                Comparator.<String>comparingInt(id -> plan.loads.getOrDefault(id, 0))
                        .thenComparing(Comparator.naturalOrder());
        for (int shard : open) {
            plan.give(shard, alive.stream().min(lightest).orElseThrow());
        }
        return plan;
    }

    private void give(int shard, String id) {
        wanted.put(shard, id);
        loads.merge(id, 1, Integer::sum);
    }

    SortedSet<Integer> of(String id) {
        SortedSet<Integer> shards = new TreeSet<>();
        wanted.forEach(
                (shard, owner) -> {
                    if (owner.equals(id)) {
                        shards.add(shard);
                    }
                });
        return shards;
    }
}
