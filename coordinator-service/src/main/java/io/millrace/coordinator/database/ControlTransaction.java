package io.millrace.coordinator.database;

import io.millrace.coordinator.state.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The one template of every control-plane write (replication protocol, 4.2): take the row of {@code
 * cluster_state} under the own epoch, compare and set partition epochs, note the delta, raise the
 * version, commit. Used by the controller's loop only.
 *
 * <p>A crash before the commit leaves nothing, one after it everything; which of the two it was,
 * the next controller reads from the tables.
 */
public final class ControlTransaction {

    /** How many deltas are kept; a broker that is further behind takes a snapshot. */
    private static final long DELTAS_KEPT = 10_000;

    private final DataSource pool;
    private final long controllerEpoch;

    ControlTransaction(DataSource pool, long controllerEpoch) {
        this.pool = pool;
        this.controllerEpoch = controllerEpoch;
    }

    /** Work on a connection, within a transaction. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Work that knows the version it found under the guard. */
    interface GuardedWork<T> {
        T on(Connection connection, long version) throws SQLException;
    }

    /**
     * Commits changes.
     *
     * @param expectedVersion that the cache has
     * @param next the version that they make, the next one but after a reconciliation
     * @throws FencedException when the epoch is not the newest any more
     * @throws NotCommittedException when nothing was written
     * @throws AmbiguousCommitException when it is unknown what was written
     */
    public void commit(long expectedVersion, long next, List<Change> changes) {
        guarded(
                (connection, version) -> {
                    requireVersion(version, expectedVersion);
                    ChangeRows.write(connection, changes, next);
                    noteDelta(connection, next, Deltas.json(changes));
                    return true;
                });
    }

    static void requireVersion(long version, long expected) {
        if (version != expected) {
            throw new NotCommittedException(
                    "the database is at version " + version + ", the cache at " + expected);
        }
    }

    <T> T guarded(GuardedWork<T> work) {
        return commit(pool, connection -> work.on(connection, takeGuard(connection)));
    }

    private long takeGuard(Connection connection) throws SQLException {
        try (PreparedStatement guard =
                connection.prepareStatement(
                        "select metadata_version from cluster_state"
                                + " where id = 1 and controller_epoch = ? for update")) {
            guard.setLong(1, controllerEpoch);
            try (ResultSet row = guard.executeQuery()) {
                if (!row.next()) {
                    throw new FencedException(controllerEpoch);
                }
                return row.getLong(1);
            }
        }
    }

    private void noteDelta(Connection connection, long version, String payload)
            throws SQLException {
        try (PreparedStatement delta =
                        connection.prepareStatement(
                                "insert into metadata_delta values (?, ?, ?::jsonb)");
                PreparedStatement raise =
                        connection.prepareStatement(
                                "update cluster_state set metadata_version = ? where id = 1")) {
            delta.setLong(1, version);
            delta.setLong(2, controllerEpoch);
            delta.setString(3, payload);
            delta.executeUpdate();
            raise.setLong(1, version);
            raise.executeUpdate();
        }
        if (version % 1000 == 0) {
            try (PreparedStatement trim =
                    connection.prepareStatement("delete from metadata_delta where version <= ?")) {
                trim.setLong(1, version - DELTAS_KEPT);
                trim.executeUpdate();
            }
        }
    }

    /** Runs work and commits it, telling apart what is surely not written from what may be. */
    static <T> T commit(DataSource pool, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            T result;
            try {
                result = work.on(connection);
            } catch (SQLException e) {
                rollBack(connection, e);
                throw new NotCommittedException("a control transaction failed", e);
            } catch (RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new AmbiguousCommitException(e);
            }
            return result;
        } catch (SQLException e) {
            throw new NotCommittedException("no connection to the database", e);
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and with it the transaction.
            cause.addSuppressed(e);
        }
    }
}
