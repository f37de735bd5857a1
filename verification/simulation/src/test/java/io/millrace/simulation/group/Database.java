package io.millrace.simulation.group;

import io.millrace.coordinator.database.AmbiguousCommitException;
import io.millrace.coordinator.database.FencedException;
import io.millrace.coordinator.database.NotCommittedException;
import io.millrace.coordinator.group.Mistake;
import io.millrace.coordinator.shard.ClaimedShard;
import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardClaim;
import io.millrace.coordinator.shard.ShardSight;
import io.millrace.coordinator.shard.ShardSight.Owner;
import io.millrace.coordinator.shard.ShardStore;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.Shards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The truth of the groups. It may be away, fail before a commit, or not say whether it has
 * committed.
 */
final class Database implements ShardStore {

    /** Told of what has just been written, while it can still be seen what was asked for. */
    interface Witness {
        void claimed(ShardClaim claim);

        void written(ShardClaim by, ShardClaim newest, ShardBatch batch);
    }

    private static final class Shard {
        private ShardClaim claim;
        private String url = "";
        private long version;
        private final Rows rows = new Rows();

        Shard(int number) {
            claim = new ShardClaim(number, "", 0);
        }
    }

    private final Random random;
    private final Mistake mistake;
    private final Witness witness;
    private final Map<Integer, Shard> shards = new TreeMap<>();
    private final Map<String, Long> coordinators = new TreeMap<>();
    private SortedMap<TopicId, TopicPlaces> topics = new TreeMap<>();
    private long metadataVersion;
    private boolean away;
    private int failurePercent;
    private int unclearPercent;

    Database(Random random, Mistake mistake, Witness witness) {
        this.random = random;
        this.mistake = mistake;
        this.witness = witness;
    }

    // ---- what befalls it

    void away(boolean isAway) {
        away = isAway;
    }

    /** How often it fails, and how often nobody knows whether it did. */
    void weather(int failures, int unclear) {
        failurePercent = failures;
        unclearPercent = unclear;
    }

    void topics(SortedMap<TopicId, TopicPlaces> present) {
        topics = new TreeMap<>(present);
        metadataVersion++;
    }

    /** A coordinator says that it lives. */
    void alive(String coordinator) {
        if (!away) {
            coordinators.merge(coordinator, 1L, Long::sum);
        }
    }

    void gone(String coordinator) {
        coordinators.remove(coordinator);
    }

    // ---- for invariants only

    Optional<GroupState> truth(GroupId id) {
        return shard(Shards.of(id)).rows.group(id);
    }

    ShardClaim newest(int shard) {
        return shard(shard).claim;
    }

    // ---- what it is asked for

    @Override
    public List<ClaimedShard> claim(Set<Integer> wanted, String owner, String url) {
        List<ClaimedShard> claimed = new ArrayList<>();
        commit(
                () -> {
                    for (int number : wanted) {
                        Shard shard = shard(number);
                        shard.claim = new ShardClaim(number, owner, shard.claim.epoch() + 1);
                        shard.url = url;
                        witness.claimed(shard.claim);
                        claimed.add(new ClaimedShard(shard.claim, shard.version, shard.rows.all()));
                    }
                });
        return claimed;
    }

    @Override
    public void write(ShardClaim claim, long version, ShardBatch batch) {
        commit(
                () -> {
                    Shard shard = proven(claim, version);
                    shard.version++;
                    shard.rows.write(batch);
                    witness.written(claim, shard.claim, batch);
                });
    }

    @Override
    public void prove(ShardClaim claim, long version) {
        if (mistake == Mistake.NO_PROOF) {
            return;
        }
        answer();
        proven(claim, version);
    }

    private Shard proven(ShardClaim claim, long version) {
        Shard shard = shard(claim.shard());
        boolean isSo = shard.claim.equals(claim) && shard.version == version;
        if (!isSo && mistake != Mistake.NO_SHARD_EPOCH) {
            throw new FencedException(claim.epoch());
        }
        return shard;
    }

    @Override
    public ShardSight look() {
        answer();
        Map<Integer, Owner> owners = new HashMap<>();
        shards.forEach(
                (number, shard) -> {
                    if (shard.claim.epoch() > 0) {
                        ShardClaim claim = shard.claim;
                        owners.put(number, new Owner(claim.owner(), shard.url, claim.epoch()));
                    }
                });
        return new ShardSight(owners, coordinators, metadataVersion, false);
    }

    @Override
    public SortedMap<TopicId, TopicPlaces> topics() {
        answer();
        return topics;
    }

    private Shard shard(int number) {
        return shards.computeIfAbsent(number, Shard::new);
    }

    private void answer() {
        if (away || random.nextInt(100) < failurePercent) {
            throw new NotCommittedException("the database does not answer");
        }
    }

    private void commit(Runnable transaction) {
        answer();
        boolean isUnclear = random.nextInt(100) < unclearPercent;
        if (!isUnclear || random.nextBoolean()) {
            transaction.run();
        }
        if (isUnclear && mistake != Mistake.AMBIGUOUS_IS_COMMITTED) {
            throw new AmbiguousCommitException(new IllegalStateException("cut"));
        }
    }
}
