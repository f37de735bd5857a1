package io.millrace.coordinator.group;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import io.millrace.coordination.Leases;
import io.millrace.coordination.MemberId;
import io.millrace.coordinator.shard.ShardSight;
import io.millrace.coordinator.shard.ShardSight.Owner;
import io.millrace.protocol.group.Shards;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Which shards this coordinator tries to own. A lease is a reason to claim a shard in the database,
 * no more: who was claimed over is fenced there. Used by one thread, since calls to coordination
 * may hang.
 */
final class ShardKeeper {
    private final Leases leases;
    private final CoordinationCluster cluster;
    private final Ownership ownership;
    private final Duration outage;
    private final LongSupplier nanoTime;
    private final Map<Integer, Lease> held = new HashMap<>();
    private final Map<String, Sign> signs = new HashMap<>();
    private long coordinatedAt;

    /** A coordinator's counter, and since when it stands there. */
    private record Sign(long counter, long since) {}

    /** What becomes of shards. */
    interface Ownership {

        Set<Integer> served();

        /** Claims and serves shards, or fails to. */
        void take(Set<Integer> shards);

        /** Serves it no more. */
        void giveUp(int shard);
    }

    ShardKeeper(
            Leases leases,
            CoordinationCluster cluster,
            Ownership ownership,
            Duration outage,
            LongSupplier nanoTime) {
        this.leases = leases;
        this.cluster = cluster;
        this.ownership = ownership;
        this.outage = outage;
        this.nanoTime = nanoTime;
        this.coordinatedAt = nanoTime.getAsLong();
    }

    /** Takes what it is to have, as far as it gets it, and gives up the rest. */
    void look(ShardSight sight) {
        note(sight);
        if (cluster.available()) {
            coordinatedAt = nanoTime.getAsLong();
        }
        SortedSet<Integer> mine = ShardPlan.of(alive(), sight.owners()).of(self());
        SortedSet<Integer> wanted = new TreeSet<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (!mine.contains(shard)) {
                release(shard);
            } else if (mayHave(shard, Optional.ofNullable(sight.owners().get(shard)))
                    && !ownership.served().contains(shard)) {
                wanted.add(shard);
            }
        }
        if (!wanted.isEmpty()) {
            ownership.take(wanted);
        }
    }

    private String self() {
        return leases.self().value();
    }

    private void note(ShardSight sight) {
        long now = nanoTime.getAsLong();
        sight.coordinators()
                .forEach(
                        (id, counter) ->
                                signs.compute(
                                        id,
                                        (key, sign) ->
                                                sign != null && sign.counter() == counter
                                                        ? sign
                                                        : new Sign(counter, now)));
        signs.keySet().retainAll(sight.coordinators().keySet());
    }

    /** As coordination says; while it is gone, as the database says. */
    private SortedSet<String> alive() {
        SortedSet<String> alive = new TreeSet<>();
        alive.add(self());
        if (cluster.available()) {
            alive.addAll(leases.members().stream().map(MemberId::value).toList());
        } else {
            alive.addAll(signs.keySet().stream().filter(this::isSeen).toList());
        }
        return alive;
    }

    private boolean isSeen(String id) {
        Sign sign = signs.get(id);
        return sign != null && nanoTime.getAsLong() - sign.since() < outage.toNanos();
    }

    private boolean mayHave(int shard, Optional<Owner> owner) {
        Lease lease = held.get(shard);
        if (lease != null && lease.state() == LeaseState.LOST) {
            held.remove(shard);
            ownership.giveUp(shard);
            lease = null;
        }
        return lease != null
                || (cluster.available() ? acquire(shard) : mayWithoutCoordination(owner));
    }

    private boolean acquire(int shard) {
        if (leases.tryAcquire(new LeaseName("groups-" + shard), Duration.ZERO)
                instanceof Acquisition.Acquired(Lease lease)) {
            held.put(shard, lease);
            return true;
        }
        return false;
    }

    private boolean mayWithoutCoordination(Optional<Owner> owner) {
        return nanoTime.getAsLong() - coordinatedAt >= outage.toNanos()
                && owner.map(Owner::id).filter(id -> !id.equals(self())).stream()
                        .noneMatch(this::isSeen);
    }

    private void release(int shard) {
        ownership.giveUp(shard);
        Lease lease = held.remove(shard);
        if (lease != null) {
            lease.release();
        }
    }

    /** Serves nothing more, and lets others have it. */
    void releaseAll() {
        Set<Integer> all = held.keySet().stream().collect(Collectors.toCollection(TreeSet::new));
        all.addAll(ownership.served());
        all.forEach(this::release);
    }
}
