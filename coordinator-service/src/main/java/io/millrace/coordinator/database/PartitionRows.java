package io.millrace.coordinator.database;

import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.PartitionState;
import io.millrace.protocol.TopicId;
import io.millrace.replication.controller.PartitionRegistration;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes partitions: thousands with one statement when a broker dies. */
final class PartitionRows {

    private static final int BATCH = 5_000;

    private PartitionRows() {}

    static void add(Connection connection, TopicId id, List<PartitionState> partitions)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        insert into partition_state (topic_id, partition, replicas, isr, isr_epochs,
                                leader, leader_epoch, partition_epoch, unclean, created_version)
                        values (?, ?, ?::int[], ?::int[], ?::bigint[], ?, ?, ?, ?, ?)
                        """)) {
            for (PartitionState partition : partitions) {
                PartitionRegistration now = partition.registration();
                insert.setObject(1, id.value());
                insert.setInt(2, partition.partition());
                insert.setString(3, array(now.replicas()));
                insert.setString(4, array(now.isr().keySet()));
                insert.setString(5, array(now.isr().values()));
                insert.setObject(6, leaderOf(now), Types.INTEGER);
                insert.setInt(7, now.leaderEpoch());
                insert.setInt(8, now.partitionEpoch());
                insert.setBoolean(9, now.unclean());
                insert.setLong(10, partition.createdVersion());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Compares and sets: every row must still have the epoch that the change was decided on. */
    static void change(Connection connection, List<Change.PartitionChanged> changes)
            throws SQLException {
        for (int from = 0; from < changes.size(); from += BATCH) {
            changeBatch(connection, changes.subList(from, Math.min(from + BATCH, changes.size())));
        }
    }

    private static void changeBatch(Connection connection, List<Change.PartitionChanged> changes)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        """
                        update partition_state s
                           set replicas = u.replicas::int[], adding = u.adding::int[],
                               removing = u.removing::int[], isr = u.isr::int[],
                               isr_epochs = u.isr_epochs::bigint[], leader = u.leader,
                               leader_epoch = u.leader_epoch, partition_epoch = u.partition_epoch,
                               unclean = u.unclean
                          from unnest(?::uuid[], ?::int[], ?::int[], ?::text[], ?::text[], ?::text[],
                                      ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::bool[])
                               as u(topic_id, partition, expected, replicas, adding, removing,
                                    isr, isr_epochs, leader, leader_epoch, partition_epoch, unclean)
                         where s.topic_id = u.topic_id and s.partition = u.partition
                           and s.partition_epoch = u.expected
                        """)) {
            Columns columns = new Columns(connection, changes);
            update.setArray(1, columns.of("uuid", c -> c.id().value()));
            update.setArray(2, columns.of("int", c -> c.next().partition()));
            update.setArray(3, columns.of("int", Change.PartitionChanged::expectedEpoch));
            update.setArray(4, columns.of("text", c -> array(now(c).replicas())));
            update.setArray(5, columns.of("text", c -> array(now(c).adding())));
            update.setArray(6, columns.of("text", c -> array(now(c).removing())));
            update.setArray(7, columns.of("text", c -> array(now(c).isr().keySet())));
            update.setArray(8, columns.of("text", c -> array(now(c).isr().values())));
            update.setArray(9, columns.of("int", c -> leaderOf(now(c))));
            update.setArray(10, columns.of("int", c -> now(c).leaderEpoch()));
            update.setArray(11, columns.of("int", c -> now(c).partitionEpoch()));
            update.setArray(12, columns.of("bool", c -> now(c).unclean()));
            ChangeRows.expect(changes.size(), update.executeUpdate(), "partitions");
        }
    }

    private static PartitionRegistration now(Change.PartitionChanged change) {
        return change.next().registration();
    }

    private static @Nullable Integer leaderOf(PartitionRegistration partition) {
        return partition.leader().isPresent() ? partition.leader().getAsInt() : null;
    }

    private static String array(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    private interface Column {
        @Nullable Object of(Change.PartitionChanged row);
    }

    /** The rows, column by column. */
    private record Columns(Connection connection, List<Change.PartitionChanged> rows) {

        Array of(String type, Column column) throws SQLException {
            @Nullable Object[] values = new @Nullable Object[rows.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = column.of(rows.get(i));
            }
            return connection.createArrayOf(type, values);
        }
    }
}
