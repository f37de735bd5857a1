package io.millrace.coordinator.group;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.AmbiguousCommitException;
import io.millrace.coordinator.database.NotCommittedException;
import io.millrace.coordinator.shard.ClaimedShard;
import io.millrace.coordinator.shard.ShardSight;
import io.millrace.coordinator.shard.ShardSight.Owner;
import io.millrace.coordinator.shard.ShardStore;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.ShardOwners;
import io.millrace.protocol.group.ShardOwners.ShardOwner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards that this process owns, and what it knows of the others. One thread takes shards,
 * gives them up and looks at the database; any thread asks.
 */
final class ShardService implements ShardKeeper.Ownership, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardService.class);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ShardStore store;
    private final String self;
    private final String url;
    private final GroupSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Consumer<ServedShard> starter;
    private final ShardKeeper keeper;
    private final Thread thread;
    private final Semaphore wake = new Semaphore(0);
    private final Map<Integer, ServedShard> served = new ConcurrentHashMap<>();

    private volatile Map<Integer, Owner> seen = Map.of();
    private volatile SortedMap<TopicId, TopicPlaces> topics = new TreeMap<>();
    private volatile boolean stopped;
    private long topicsVersion = -1;

    /**
     * @param starter gives a shard that was taken its thread
     */
    ShardService(
            ShardStore store,
            Leases leases,
            CoordinationCluster cluster,
            String url,
            GroupSettings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<ServedShard> starter) {
        this.store = store;
        this.self = leases.self().value();
        this.url = url;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.starter = starter;
        this.keeper = new ShardKeeper(leases, cluster, this, settings.outage(), nanoTime);
        this.thread = Thread.ofPlatform().name("groups").unstarted(this);
    }

    static ShardService start(
            ShardStore store,
            Leases leases,
            CoordinationCluster cluster,
            String url,
            GroupSettings settings,
            InstantSource clock,
            LongSupplier nanoTime) {
        ShardService service =
                new ShardService(
                        store, leases, cluster, url, settings, clock, nanoTime, ServedShard::start);
        service.thread.start();
        return service;
    }

    Optional<ServedShard> served(int shard) {
        return Optional.ofNullable(served.get(shard));
    }

    /** Its own for sure; of others what the database said last. */
    ShardOwners owners() {
        Map<Integer, ShardOwner> owners = new TreeMap<>();
        seen.forEach(
                (shard, owner) ->
                        owners.put(shard, new ShardOwner(shard, owner.url(), owner.shardEpoch())));
        served.forEach(
                (shard, own) ->
                        owners.put(shard, new ShardOwner(shard, url, own.owned().claim().epoch())));
        return new ShardOwners(List.copyOf(owners.values()));
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                turn();
                if (wake.tryAcquire(settings.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        keeper.releaseAll();
    }

    /** What its thread does every so often. By no other thread. */
    void turn() {
        try {
            long began = nanoTime.getAsLong();
            ShardSight sight = store.look();
            seen = sight.owners();
            List.copyOf(served.keySet()).forEach(shard -> check(shard, sight, began));
            if (sight.safeMode()) {
                keeper.releaseAll();
            } else {
                readTopics(sight.metadataVersion());
                keeper.look(sight);
            }
        } catch (NotCommittedException | AmbiguousCommitException e) {
            // Owners go on for a while, until they can't tell any more whether they are ones.
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Owners of groups are not seen");
        } catch (RuntimeException e) {
            // Whatever it was may be gone with the next look; nobody else would take the shards.
            LOG.atError().setCause(e).log("Shards of the groups could not be looked after");
        }
    }

    private void check(int shard, ShardSight sight, long began) {
        ServedShard own = served.get(shard);
        if (own == null) {
            return;
        }
        Owner owner = sight.owners().get(shard);
        boolean isOurs =
                owner != null
                        && owner.id().equals(self)
                        && owner.shardEpoch() == own.owned().claim().epoch();
        if (isOurs && !own.owned().isStopped()) {
            own.owned().proven(began);
        } else {
            giveUp(shard);
        }
    }

    private void readTopics(long version) {
        if (version != topicsVersion) {
            SortedMap<TopicId, TopicPlaces> present = store.topics();
            if (!present.equals(topics)) {
                topics = present;
            }
            topicsVersion = version;
        }
    }

    @Override
    public Set<Integer> served() {
        return served.keySet();
    }

    @Override
    public void take(Set<Integer> shards) {
        List<ClaimedShard> claimed = store.claim(shards, self, url);
        for (ClaimedShard shard : claimed) {
            ServedShard own =
                    new ServedShard(shard, store, settings, () -> topics, clock, nanoTime);
            starter.accept(own);
            served.put(shard.claim().shard(), own);
        }
        LOG.atInfo().addKeyValue("shards", shards.size()).log("Owns more of the groups");
    }

    @Override
    public void giveUp(int shard) {
        ServedShard own = served.remove(shard);
        if (own != null) {
            own.owned().stop();
        }
    }

    @Override
    public void close() {
        stopped = true;
        wake.release();
        try {
            thread.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
