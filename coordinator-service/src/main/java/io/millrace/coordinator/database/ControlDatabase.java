package io.millrace.coordinator.database;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.coordinator.state.ControlState;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The controller's way to PostgreSQL. Used by the controller's loop only, but for the coordinators'
 * table; three connections at most, so that a reload never waits for a connection that hangs.
 *
 * <p>A crash at any point leaves whole transactions or nothing of them.
 */
public final class ControlDatabase implements AutoCloseable {

    private static final int BLOCK = 1000;

    private static final int PRODUCER_EPOCH_MAX = Short.MAX_VALUE - 1;

    private final HikariDataSource pool;
    private final int producerNamesMax;

    private ControlDatabase(HikariDataSource pool, int producerNamesMax) {
        this.pool = pool;
        this.producerNamesMax = producerNamesMax;
    }

    /**
     * @param producerNamesMax how many named producers may ever be; the table is never trimmed
     */
    public static ControlDatabase open(DatabaseAddress address, int producerNamesMax) {
        HikariDataSource pool = Pools.open(address, "controller", 3);
        try {
            Migrations.run(pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new ControlDatabase(pool, producerNamesMax);
    }

    /**
     * Becomes controller: this commit, not any lease, makes it so and fences everybody before. It
     * also proves that the database takes writes.
     *
     * <p>The claim has a version of its own, from which on all are its own: so a version says whose
     * it is, and brokers hear of the new controller as of any other change.
     *
     * @param unrenewedSince claims only if nobody has renewed since the counter was this
     * @return all that is committed, as of the new epoch
     */
    public ControlState claim(String controllerId, String address, OptionalLong unrenewedSince) {
        return ControlTransaction.commit(
                pool,
                connection -> {
                    ensureTokenSecret(connection);
                    try (PreparedStatement claim =
                            connection.prepareStatement(
                                    """
                                    update cluster_state
                                       set controller_epoch = controller_epoch + 1, controller_id = ?,
                                           controller_addr = ?, renew_counter = renew_counter + 1,
                                           metadata_version = metadata_version + 1
                                     where id = 1 and renew_counter = coalesce(?, renew_counter)
                                    returning controller_epoch, metadata_version
                                    """)) {
                        claim.setString(1, controllerId);
                        claim.setString(2, address);
                        claim.setObject(
                                3,
                                unrenewedSince.isPresent() ? unrenewedSince.getAsLong() : null,
                                Types.BIGINT);
                        try (ResultSet row = claim.executeQuery()) {
                            if (!row.next()) {
                                throw new NotCommittedException("the controller has renewed");
                            }
                            noteClaim(connection, row.getLong(1), row.getLong(2), controllerId);
                        }
                    }
                    return StateRows.load(connection);
                });
    }

    /**
     * Says that the controller lives, and looks whether the database is still what it was: one that
     * was put back would else be noticed with the next change only.
     *
     * @param expectedVersion that the cache has
     * @throws FencedException when another one has claimed a newer epoch
     * @throws NotCommittedException when the database is at another version
     */
    public void renew(long controllerEpoch, long expectedVersion) {
        ControlTransaction.commit(
                pool,
                connection -> {
                    try (PreparedStatement renew =
                            connection.prepareStatement(
                                    "update cluster_state set renew_counter = renew_counter + 1"
                                            + " where id = 1 and controller_epoch = ?"
                                            + " returning metadata_version")) {
                        renew.setLong(1, controllerEpoch);
                        try (ResultSet row = renew.executeQuery()) {
                            if (!row.next()) {
                                throw new FencedException(controllerEpoch);
                            }
                            ControlTransaction.requireVersion(row.getLong(1), expectedVersion);
                        }
                    }
                    return true;
                });
    }

    /** What coordinators tell each other, whether they lead or not. */
    public CoordinatorTable coordinators() {
        return new CoordinatorTable(pool);
    }

    /** The transaction template, for changes of the metadata. */
    public ControlTransaction transaction(long controllerEpoch) {
        return new ControlTransaction(pool, controllerEpoch);
    }

    /** Takes a block of producer ids, under the epoch's guard. */
    public ProducerIds reserveProducerIds(long controllerEpoch) {
        return transaction(controllerEpoch)
                .guarded(
                        (connection, version) ->
                                new ProducerIds(nextProducerIds(connection, BLOCK), BLOCK));
    }

    /**
     * Gives a named producer its id and its next epoch, under the epoch's guard; a new id when the
     * epochs of the old one are used up.
     *
     * @return empty when there are too many names
     */
    public Optional<ProducerGrant> openProducer(long controllerEpoch, String name) {
        return transaction(controllerEpoch)
                .guarded((connection, version) -> openProducer(connection, name));
    }

    @Override
    public void close() {
        pool.close();
    }

    private Optional<ProducerGrant> openProducer(Connection connection, String name)
            throws SQLException {
        try (PreparedStatement next =
                connection.prepareStatement(
                        "update producer_name set producer_epoch = producer_epoch + 1 where name = ?"
                                + " and producer_epoch < ? returning producer_id, producer_epoch")) {
            next.setString(1, name);
            next.setInt(2, PRODUCER_EPOCH_MAX);
            try (ResultSet row = next.executeQuery()) {
                if (row.next()) {
                    return Optional.of(new ProducerGrant(row.getLong(1), row.getShort(2)));
                }
            }
        }
        long id = nextProducerIds(connection, 1);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        insert into producer_name (name, producer_id, producer_epoch)
                        select ?, ?, 0
                         where exists (select from producer_name where name = ?)
                            or (select count(*) from producer_name) < ?
                        on conflict (name) do update
                           set producer_id = excluded.producer_id, producer_epoch = 0
                        """)) {
            insert.setString(1, name);
            insert.setLong(2, id);
            insert.setString(3, name);
            insert.setInt(4, producerNamesMax);
            return insert.executeUpdate() == 1
                    ? Optional.of(new ProducerGrant(id, (short) 0))
                    : Optional.empty();
        }
    }

    private static long nextProducerIds(Connection connection, int count) throws SQLException {
        try (PreparedStatement take =
                connection.prepareStatement(
                        "update id_block set next = next + ? where kind = 'producer'"
                                + " returning next - ?")) {
            take.setInt(1, count);
            take.setInt(2, count);
            try (ResultSet row = take.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void noteClaim(
            Connection connection, long epoch, long firstVersion, String controllerId)
            throws SQLException {
        try (PreparedStatement note =
                connection.prepareStatement(
                        "insert into controller_claim"
                                + " (controller_epoch, claim_uuid, first_version, controller_id)"
                                + " values (?, ?, ?, ?)")) {
            note.setLong(1, epoch);
            note.setObject(2, UUID.randomUUID());
            note.setLong(3, firstVersion);
            note.setString(4, controllerId);
            note.executeUpdate();
        }
        try (PreparedStatement delta =
                connection.prepareStatement(
                        "insert into metadata_delta values (?, ?, '[{\"change\": \"claimed\"}]')")) {
            delta.setLong(1, firstVersion);
            delta.setLong(2, epoch);
            delta.executeUpdate();
        }
    }

    private static void ensureTokenSecret(Connection connection) throws SQLException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into cluster_secret values ('token', ?) on conflict do nothing")) {
            insert.setBytes(1, secret);
            insert.executeUpdate();
        }
    }
}
