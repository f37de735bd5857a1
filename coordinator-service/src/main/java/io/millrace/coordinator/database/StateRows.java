package io.millrace.coordinator.database;

import io.millrace.coordinator.state.BrokerState;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.PartitionState;
import io.millrace.coordinator.state.TopicState;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.config.TopicConfig;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the whole control plane, within the transaction of its caller. */
final class StateRows {

    private final Statement statement;

    private StateRows(Statement statement) {
        this.statement = statement;
    }

    static ControlState load(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return new StateRows(statement).load();
        }
    }

    private ControlState load() throws SQLException {
        SortedMap<Integer, BrokerState> brokers = brokers();
        SortedMap<TopicName, TopicState> topics = topics(configs(), partitions());
        Set<TopicId> deletedTopics = deletedTopics();
        Map<String, KeyEntry> keys = keys();
        byte[] secret = tokenSecret();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        select cluster_id, metadata_version, controller_epoch, claim_uuid, safe_mode
                          from cluster_state join controller_claim using (controller_epoch)
                        """)) {
            row.next();
            return new ControlState(
                    row.getObject(1, UUID.class),
                    row.getLong(2),
                    row.getLong(3),
                    row.getObject(4, UUID.class),
                    row.getBoolean(5),
                    brokers,
                    topics,
                    deletedTopics,
                    keys,
                    secret);
        }
    }

    private SortedMap<Integer, BrokerState> brokers() throws SQLException {
        SortedMap<Integer, BrokerState> brokers = new TreeMap<>();
        try (ResultSet row =
                statement.executeQuery(
                        "select broker_id, broker_epoch, incarnation, addr, rack, fenced"
                                + " from broker")) {
            while (row.next()) {
                brokers.put(
                        row.getInt(1),
                        new BrokerState(
                                new BrokerId(row.getInt(1)),
                                row.getLong(2),
                                row.getObject(3, UUID.class),
                                row.getString(4),
                                Optional.ofNullable(row.getString(5)),
                                row.getBoolean(6)));
            }
        }
        return brokers;
    }

    private Map<UUID, Map<String, String>> configs() throws SQLException {
        Map<UUID, Map<String, String>> configs = new HashMap<>();
        try (ResultSet row =
                statement.executeQuery("select topic_id, key, value from topic_config")) {
            while (row.next()) {
                configs.computeIfAbsent(row.getObject(1, UUID.class), id -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3));
            }
        }
        return configs;
    }

    private Map<UUID, List<PartitionState>> partitions() throws SQLException {
        Map<UUID, List<PartitionState>> partitions = new HashMap<>();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        select topic_id, partition, replicas, isr, isr_epochs, leader, leader_epoch,
                               partition_epoch, created_version
                          from partition_state order by topic_id, partition
                        """)) {
            while (row.next()) {
                int leader = row.getInt(6);
                partitions
                        .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
                        .add(
                                new PartitionState(
                                        row.getInt(2),
                                        list(row.getArray(3), Integer.class),
                                        list(row.getArray(4), Integer.class),
                                        list(row.getArray(5), Long.class),
                                        row.getObject(6) == null
                                                ? OptionalInt.empty()
                                                : OptionalInt.of(leader),
                                        row.getInt(7),
                                        row.getInt(8),
                                        row.getLong(9)));
            }
        }
        return partitions;
    }

    private SortedMap<TopicName, TopicState> topics(
            Map<UUID, Map<String, String>> configs, Map<UUID, List<PartitionState>> partitions)
            throws SQLException {
        SortedMap<TopicName, TopicState> topics = new TreeMap<>();
        try (ResultSet row =
                statement.executeQuery("select topic_id, name, created_version from topic")) {
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                TopicName name = new TopicName(row.getString(2));
                topics.put(
                        name,
                        new TopicState(
                                name,
                                new TopicId(id),
                                TopicConfig.of(configs.getOrDefault(id, Map.of())),
                                partitions.getOrDefault(id, List.of()),
                                row.getLong(3)));
            }
        }
        return topics;
    }

    private Set<TopicId> deletedTopics() throws SQLException {
        Set<TopicId> deleted = new LinkedHashSet<>();
        try (ResultSet row =
                statement.executeQuery(
                        "select topic_id from (select topic_id, deleted_version"
                                + " from topic_tombstone order by deleted_version desc limit "
                                + ControlState.DELETED_TOPICS_MAX
                                + ") newest order by deleted_version")) {
            while (row.next()) {
                deleted.add(new TopicId(row.getObject(1, UUID.class)));
            }
        }
        return deleted;
    }

    private Map<String, KeyEntry> keys() throws SQLException {
        Map<String, KeyEntry> keys = new HashMap<>();
        try (ResultSet row =
                statement.executeQuery(
                        "select key_id, principal, secret_sha256, admin from api_key")) {
            while (row.next()) {
                keys.put(
                        row.getString(1),
                        new KeyEntry(
                                new PrincipalName(row.getString(2)),
                                row.getBytes(3),
                                row.getBoolean(4)));
            }
        }
        return keys;
    }

    private byte[] tokenSecret() throws SQLException {
        try (ResultSet row =
                statement.executeQuery("select value from cluster_secret where kind = 'token'")) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static <T> List<T> list(Array array, Class<T> type) throws SQLException {
        return Arrays.stream((Object[]) array.getArray()).map(type::cast).toList();
    }
}
