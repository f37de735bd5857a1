package io.millrace.coordinator.database;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.coordinator.shard.ClaimedShard;
import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardClaim;
import io.millrace.coordinator.shard.ShardSight;
import io.millrace.coordinator.shard.ShardStore;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.GroupId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Keeps groups and their offsets in PostgreSQL. Any thread.
 *
 * <p>A crash at any point leaves whole transactions or nothing of them.
 */
public final class GroupDatabase implements ShardStore, AutoCloseable {
    private final HikariDataSource pool;

    private GroupDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * The schema must be there: {@link ControlDatabase} brings it up to date.
     *
     * @param connectionsMax how many shards may write at the same time
     */
    public static GroupDatabase open(DatabaseAddress address, int connectionsMax) {
        return new GroupDatabase(Pools.open(address, "groups", connectionsMax));
    }

    @Override
    public List<ClaimedShard> claim(Set<Integer> shards, String owner, String url) {
        return ControlTransaction.commit(
                pool,
                connection -> {
                    Array numbers = connection.createArrayOf("int", shards.toArray());
                    Map<ShardClaim, Long> claims = raiseEpochs(connection, numbers, owner, url);
                    forgetDeletedTopics(connection, numbers);
                    Map<Integer, Map<GroupId, GroupState>> groups =
                            GroupReads.load(connection, numbers);
                    List<ClaimedShard> claimed = new ArrayList<>();
                    claims.forEach(
                            (claim, version) ->
                                    claimed.add(
                                            new ClaimedShard(
                                                    claim,
                                                    version,
                                                    groups.getOrDefault(claim.shard(), Map.of()))));
                    return claimed;
                });
    }

    private static Map<ShardClaim, Long> raiseEpochs(
            Connection connection, Array shards, String owner, String url) throws SQLException {
        Map<ShardClaim, Long> claims = new HashMap<>();
        try (PreparedStatement raise =
                connection.prepareStatement(
                        "update group_shard set shard_epoch = shard_epoch + 1, owner_id = ?,"
                                + " owner_url = ? where shard = any(?)"
                                + " returning shard, shard_epoch, version")) {
            raise.setString(1, owner);
            raise.setString(2, url);
            raise.setArray(3, shards);
            try (ResultSet row = raise.executeQuery()) {
                while (row.next()) {
                    claims.put(
                            new ShardClaim(row.getInt(1), owner, row.getLong(2)), row.getLong(3));
                }
            }
        }
        return claims;
    }

    /**
     * {@inheritDoc}
     *
     * @throws FencedException when somebody else has claimed the shard, or it is another one than
     *     the writer knows
     * @throws NotCommittedException when nothing was written
     * @throws AmbiguousCommitException when it is unknown what was written
     */
    @Override
    public void write(ShardClaim claim, long version, ShardBatch batch) {
        ControlTransaction.commit(
                pool,
                connection -> {
                    raiseVersion(connection, claim, version);
                    GroupWrites.write(connection, claim.shard(), batch);
                    return true;
                });
    }

    /**
     * {@inheritDoc}
     *
     * @throws FencedException if it is not
     * @throws NotCommittedException if that can't be told
     */
    @Override
    public void prove(ShardClaim claim, long version) {
        ControlTransaction.commit(
                pool,
                connection -> {
                    try (PreparedStatement look =
                            connection.prepareStatement(
                                    "select from group_shard where shard = ? and shard_epoch = ?"
                                            + " and owner_id = ? and version = ?")) {
                        name(look, claim, version);
                        try (ResultSet row = look.executeQuery()) {
                            require(row.next(), claim);
                        }
                    }
                    return true;
                });
    }

    private static void raiseVersion(Connection connection, ShardClaim claim, long version)
            throws SQLException {
        try (PreparedStatement raise =
                connection.prepareStatement(
                        "update group_shard set version = version + 1 where shard = ?"
                                + " and shard_epoch = ? and owner_id = ? and version = ?")) {
            name(raise, claim, version);
            require(raise.executeUpdate() == 1, claim);
        }
    }

    private static void name(PreparedStatement statement, ShardClaim claim, long version)
            throws SQLException {
        statement.setInt(1, claim.shard());
        statement.setLong(2, claim.epoch());
        statement.setString(3, claim.owner());
        statement.setLong(4, version);
    }

    private static void require(boolean isSo, ShardClaim claim) {
        if (!isSo) {
            throw new FencedException("shard " + claim.shard(), claim.epoch());
        }
    }

    /** They are never used again: a topic of the same name is another one. */
    private static void forgetDeletedTopics(Connection connection, Array shards)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        """
                        delete from group_offset o using consumer_group g, topic_tombstone t
                         where g.shard = any(?) and o.group_id = g.group_id
                           and o.topic_id = t.topic_id
                        """)) {
            delete.setArray(1, shards);
            delete.executeUpdate();
        }
    }

    @Override
    public ShardSight look() {
        return ControlTransaction.commit(pool, ShardReads::sight);
    }

    @Override
    public SortedMap<TopicId, TopicPlaces> topics() {
        return ControlTransaction.commit(pool, ShardReads::topics);
    }

    @Override
    public void close() {
        pool.close();
    }
}
