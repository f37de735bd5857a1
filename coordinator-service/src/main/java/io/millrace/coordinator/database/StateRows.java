package io.millrace.coordinator.database;

import io.millrace.coordinator.state.BrokerState;
import io.millrace.coordinator.state.Claims;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.PartitionState;
import io.millrace.coordinator.state.Tombstones;
import io.millrace.coordinator.state.TopicState;
import io.millrace.coordinator.state.Topics;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.replication.controller.PartitionRegistration;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
        Topics topics = topics(configs(), partitions());
        Tombstones deleted = deletedTopics();
        AccessSnapshot access = new AccessSnapshot(keys(), tokenSecret());
        List<Claims.Claim> claims = claims();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        select cluster_id, metadata_version, reconciled_version, safe_mode
                          from cluster_state
                        """)) {
            row.next();
            return new ControlState(
                    row.getObject(1, UUID.class),
                    row.getLong(2),
                    new Claims(claims, row.getLong(3)),
                    row.getBoolean(4),
                    brokers,
                    topics,
                    deleted,
                    access);
        }
    }

    private SortedMap<Integer, BrokerState> brokers() throws SQLException {
        SortedMap<Integer, BrokerState> brokers = new TreeMap<>();
        try (ResultSet row =
                statement.executeQuery(
                        "select broker_id, broker_epoch, incarnation, addr, internal_addr, rack,"
                                + " fenced, drained from broker")) {
            while (row.next()) {
                brokers.put(
                        row.getInt(1),
                        new BrokerState(
                                new BrokerId(row.getInt(1)),
                                row.getLong(2),
                                row.getObject(3, UUID.class),
                                row.getString(4),
                                Optional.ofNullable(row.getString(5)),
                                Optional.ofNullable(row.getString(6)),
                                row.getBoolean(7),
                                row.getBoolean(8)));
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
                        select topic_id, partition, created_version, replicas, adding, removing,
                               isr, isr_epochs, leader, leader_epoch, partition_epoch, unclean
                          from partition_state order by topic_id, partition
                        """)) {
            while (row.next()) {
                partitions
                        .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
                        .add(new PartitionState(row.getInt(2), registration(row), row.getLong(3)));
            }
        }
        return partitions;
    }

    private static PartitionRegistration registration(ResultSet row) throws SQLException {
        List<Integer> members = list(row.getArray(7), Integer.class);
        List<Long> verified = list(row.getArray(8), Long.class);
        SortedMap<Integer, Long> isr = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            isr.put(members.get(i), verified.get(i));
        }
        Integer leader = row.getObject(9, Integer.class);
        return new PartitionRegistration(
                list(row.getArray(4), Integer.class),
                list(row.getArray(5), Integer.class),
                list(row.getArray(6), Integer.class),
                isr,
                leader == null ? OptionalInt.empty() : OptionalInt.of(leader),
                row.getInt(10),
                row.getInt(11),
                row.getBoolean(12));
    }

    private Topics topics(
            Map<UUID, Map<String, String>> configs, Map<UUID, List<PartitionState>> partitions)
            throws SQLException {
        List<TopicState> topics = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery("select topic_id, name, created_version from topic")) {
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                topics.add(
                        new TopicState(
                                new TopicName(row.getString(2)),
                                new TopicId(id),
                                TopicConfig.of(configs.getOrDefault(id, Map.of())),
                                partitions.getOrDefault(id, List.of()),
                                row.getLong(3)));
            }
        }
        return Topics.of(topics);
    }

    private Tombstones deletedTopics() throws SQLException {
        List<TopicId> deleted = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        "select topic_id from (select topic_id, deleted_version"
                                + " from topic_tombstone order by deleted_version desc limit "
                                + Tombstones.KEPT_MAX
                                + ") newest order by deleted_version")) {
            while (row.next()) {
                deleted.add(new TopicId(row.getObject(1, UUID.class)));
            }
        }
        return new Tombstones(deleted);
    }

    private List<Claims.Claim> claims() throws SQLException {
        List<Claims.Claim> claims = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        "select controller_epoch, claim_uuid, first_version from controller_claim"
                                + " order by controller_epoch")) {
            while (row.next()) {
                claims.add(
                        new Claims.Claim(
                                row.getLong(1), row.getObject(2, UUID.class), row.getLong(3)));
            }
        }
        return claims;
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
