package io.millrace.coordinator.database;

import io.millrace.coordinator.state.BrokerState;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.PartitionState;
import io.millrace.coordinator.state.TopicState;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.config.TopicConfig;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes changes into the tables, within the transaction of its caller. */
final class ChangeRows {

    private static final int BATCH = 5_000;

    private ChangeRows() {}

    static void write(Connection connection, List<Change> changes, long version)
            throws SQLException {
        List<Change.PartitionChanged> partitions = new ArrayList<>();
        for (Change change : changes) {
            switch (change) {
                case Change.TopicAdded(var topic) -> addTopic(connection, topic);
                case Change.TopicRemoved removed -> removeTopic(connection, removed, version);
                case Change.ConfigReplaced(var name, var id, var config) ->
                        replaceConfig(connection, id, config);
                case Change.PartitionsAdded(var name, var id, var added) ->
                        addPartitions(connection, id, added);
                case Change.PartitionChanged changed -> partitions.add(changed);
                case Change.BrokerPut(var broker) -> putBroker(connection, broker);
                case Change.KeyPut(var keyId, var entry) -> putKey(connection, keyId, entry);
                case Change.KeyRemoved(var keyId) -> removeKey(connection, keyId);
                case Change.SafeModeEntered entered -> enterSafeMode(connection);
            }
        }
        for (int from = 0; from < partitions.size(); from += BATCH) {
            changePartitions(
                    connection,
                    partitions.subList(from, Math.min(from + BATCH, partitions.size())));
        }
    }

    private static void addTopic(Connection connection, TopicState topic) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into topic (topic_id, name, created_version) values (?, ?, ?)")) {
            insert.setObject(1, topic.id().value());
            insert.setString(2, topic.name().value());
            insert.setLong(3, topic.createdVersion());
            insert.executeUpdate();
        }
        addConfig(connection, topic.id(), topic.config());
        addPartitions(connection, topic.id(), topic.partitions());
    }

    private static void removeTopic(
            Connection connection, Change.TopicRemoved removed, long version) throws SQLException {
        try (PreparedStatement delete =
                        connection.prepareStatement("delete from topic where topic_id = ?");
                PreparedStatement note =
                        connection.prepareStatement(
                                "insert into topic_tombstone (topic_id, name, deleted_version)"
                                        + " values (?, ?, ?)")) {
            delete.setObject(1, removed.id().value());
            expect(1, delete.executeUpdate(), "topic " + removed.id());
            note.setObject(1, removed.id().value());
            note.setString(2, removed.name().value());
            note.setLong(3, version);
            note.executeUpdate();
        }
    }

    private static void replaceConfig(Connection connection, TopicId id, TopicConfig config)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from topic_config where topic_id = ?")) {
            delete.setObject(1, id.value());
            delete.executeUpdate();
        }
        addConfig(connection, id, config);
    }

    private static void addConfig(Connection connection, TopicId id, TopicConfig config)
            throws SQLException {
        if (config.overrides().isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into topic_config values (?, ?, ?)")) {
            for (Map.Entry<String, String> override : config.overrides().entrySet()) {
                insert.setObject(1, id.value());
                insert.setString(2, override.getKey());
                insert.setString(3, override.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void addPartitions(
            Connection connection, TopicId id, List<PartitionState> partitions)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        insert into partition_state (topic_id, partition, replicas, isr, isr_epochs,
                                leader, leader_epoch, partition_epoch, created_version)
                        values (?, ?, ?::int[], ?::int[], ?::bigint[], ?, ?, ?, ?)
                        """)) {
            for (PartitionState partition : partitions) {
                insert.setObject(1, id.value());
                insert.setInt(2, partition.partition());
                insert.setString(3, array(partition.replicas()));
                insert.setString(4, array(partition.isr()));
                insert.setString(5, array(partition.isrEpochs()));
                insert.setObject(6, leaderOf(partition), Types.INTEGER);
                insert.setInt(7, partition.leaderEpoch());
                insert.setInt(8, partition.partitionEpoch());
                insert.setLong(9, partition.createdVersion());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void changePartitions(
            Connection connection, List<Change.PartitionChanged> changes) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        """
                        update partition_state s
                           set isr = u.isr::int[], isr_epochs = u.isr_epochs::bigint[], leader = u.leader,
                               leader_epoch = u.leader_epoch, partition_epoch = s.partition_epoch + 1
                          from unnest(?::uuid[], ?::int[], ?::int[], ?::text[], ?::text[], ?::int[], ?::int[])
                               as u(topic_id, partition, expected, isr, isr_epochs, leader, leader_epoch)
                         where s.topic_id = u.topic_id and s.partition = u.partition
                           and s.partition_epoch = u.expected
                        """)) {
            update.setArray(1, array(connection, "uuid", changes, c -> c.id().value()));
            update.setArray(2, array(connection, "int", changes, c -> c.next().partition()));
            update.setArray(
                    3, array(connection, "int", changes, Change.PartitionChanged::expectedEpoch));
            update.setArray(4, array(connection, "text", changes, c -> array(c.next().isr())));
            update.setArray(
                    5, array(connection, "text", changes, c -> array(c.next().isrEpochs())));
            update.setArray(6, array(connection, "int", changes, c -> leaderOf(c.next())));
            update.setArray(7, array(connection, "int", changes, c -> c.next().leaderEpoch()));
            expect(changes.size(), update.executeUpdate(), "partitions");
        }
    }

    private static void putBroker(Connection connection, BrokerState broker) throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement(
                        """
                        insert into broker (broker_id, broker_epoch, incarnation, rack, addr, fenced)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (broker_id) do update
                           set broker_epoch = excluded.broker_epoch, incarnation = excluded.incarnation,
                               rack = excluded.rack, addr = excluded.addr, fenced = excluded.fenced
                        """)) {
            put.setInt(1, broker.id().value());
            put.setLong(2, broker.epoch());
            put.setObject(3, broker.incarnation());
            put.setString(4, broker.rack().orElse(null));
            put.setString(5, broker.httpUrl());
            put.setBoolean(6, broker.fenced());
            put.executeUpdate();
        }
    }

    private static void putKey(Connection connection, String keyId, KeyEntry entry)
            throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement(
                        """
                        insert into api_key (key_id, principal, secret_sha256, admin) values (?, ?, ?, ?)
                        on conflict (key_id) do update
                           set principal = excluded.principal, secret_sha256 = excluded.secret_sha256,
                               admin = excluded.admin
                        """)) {
            put.setString(1, keyId);
            put.setString(2, entry.principal().value());
            put.setBytes(3, entry.secretSha256());
            put.setBoolean(4, entry.admin());
            put.executeUpdate();
        }
    }

    private static void removeKey(Connection connection, String keyId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from api_key where key_id = ?")) {
            delete.setString(1, keyId);
            expect(1, delete.executeUpdate(), "key " + keyId);
        }
    }

    private static void enterSafeMode(Connection connection) throws SQLException {
        try (PreparedStatement enter =
                connection.prepareStatement("update cluster_state set safe_mode = true")) {
            enter.executeUpdate();
        }
    }

    private static void expect(int rows, int changed, String what) {
        if (rows != changed) {
            throw new NotCommittedException(
                    "the cache is not what the tables say: "
                            + changed
                            + " of "
                            + rows
                            + " rows for "
                            + what);
        }
    }

    private static @Nullable Integer leaderOf(PartitionState partition) {
        return partition.leader().isPresent() ? partition.leader().getAsInt() : null;
    }

    private static String array(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    private static Array array(
            Connection connection,
            String type,
            List<Change.PartitionChanged> changes,
            Column<Change.PartitionChanged> column)
            throws SQLException {
        @Nullable Object[] values = new @Nullable Object[changes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.of(changes.get(i));
        }
        return connection.createArrayOf(type, values);
    }

    private interface Column<T> {
        @Nullable Object of(T row);
    }
}
