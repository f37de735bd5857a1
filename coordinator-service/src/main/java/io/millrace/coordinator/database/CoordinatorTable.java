package io.millrace.coordinator.database;

import io.millrace.coordinator.database.ClusterSight.Peer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What coordinators tell each other through the database, whether they lead or not. Failures are
 * {@link NotCommittedException} or {@link AmbiguousCommitException}; nothing here is worth more
 * than a second, so both mean: try again.
 */
public final class CoordinatorTable {

    private final DataSource pool;

    CoordinatorTable(DataSource pool) {
        this.pool = pool;
    }

    /** Says that a coordinator lives, and looks at all of them. */
    public ClusterSight observe(String self, boolean coordinates, int generation) {
        return ControlTransaction.commit(
                pool,
                connection -> {
                    tell(connection, self, coordinates, generation);
                    return look(connection);
                });
    }

    /**
     * Leaves a generation of coordination behind, for all.
     *
     * @return whether it was this call that did it
     */
    public boolean leaveGeneration(int generation) {
        return ControlTransaction.commit(
                pool,
                connection -> {
                    try (PreparedStatement raise =
                            connection.prepareStatement(
                                    "update cluster_state set cp_generation = ?"
                                            + " where id = 1 and cp_generation = ?")) {
                        raise.setInt(1, generation + 1);
                        raise.setInt(2, generation);
                        return raise.executeUpdate() == 1;
                    }
                });
    }

    /** Takes coordinators out that are no more. */
    public void forget(List<String> ids) {
        ControlTransaction.commit(
                pool,
                connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from coordinator where id = ?")) {
                        for (String id : ids) {
                            delete.setString(1, id);
                            delete.addBatch();
                        }
                        return delete.executeBatch().length;
                    }
                });
    }

    private static void tell(
            Connection connection, String self, boolean coordinates, int generation)
            throws SQLException {
        try (Statement quick = connection.createStatement();
                PreparedStatement tell =
                        connection.prepareStatement(
                                """
                                insert into coordinator values (?, 1, ?, ?)
                                on conflict (id) do update
                                   set renew_counter = coordinator.renew_counter + 1,
                                       cp_ok = excluded.cp_ok,
                                       cp_generation = excluded.cp_generation
                                """)) {
            // A sign of life need not survive a power cut, and so need not wait for the disk.
            quick.execute("set local synchronous_commit = off");
            tell.setString(1, self);
            tell.setBoolean(2, coordinates);
            tell.setInt(3, generation);
            tell.executeUpdate();
        }
    }

    private static ClusterSight look(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<Peer> coordinators = new ArrayList<>();
            try (ResultSet row =
                    statement.executeQuery(
                            "select id, renew_counter, cp_ok, cp_generation from coordinator")) {
                while (row.next()) {
                    coordinators.add(
                            new Peer(
                                    row.getString(1),
                                    row.getLong(2),
                                    row.getBoolean(3),
                                    row.getInt(4)));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select controller_id, controller_addr, renew_counter, cp_generation"
                                    + " from cluster_state")) {
                row.next();
                return new ClusterSight(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getInt(4),
                        coordinators);
            }
        }
    }
}
