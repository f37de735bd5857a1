package io.millrace.coordinator.database;

import io.millrace.coordinator.shard.ShardSight;
import io.millrace.coordinator.shard.ShardSight.Owner;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Reads what owners of shards must know of others and of topics. */
final class ShardReads {

    private ShardReads() {}

    static ShardSight sight(Connection connection) throws SQLException {
        Map<Integer, Owner> owners = new HashMap<>();
        Map<String, Long> coordinators = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery(
                            "select shard, owner_id, owner_url, shard_epoch from group_shard"
                                    + " where shard_epoch > 0")) {
                while (row.next()) {
                    owners.put(
                            row.getInt(1),
                            new Owner(row.getString(2), row.getString(3), row.getLong(4)));
                }
            }
            try (ResultSet row =
                    statement.executeQuery("select id, renew_counter from coordinator")) {
                while (row.next()) {
                    coordinators.put(row.getString(1), row.getLong(2));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select metadata_version, safe_mode from cluster_state")) {
                row.next();
                return new ShardSight(owners, coordinators, row.getLong(1), row.getBoolean(2));
            }
        }
    }

    static SortedMap<TopicId, TopicPlaces> topics(Connection connection) throws SQLException {
        Map<Integer, String> racks = new HashMap<>();
        SortedMap<TopicId, TopicName> names = new TreeMap<>();
        Map<TopicId, List<Set<String>>> places = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery(
                            "select broker_id, rack from broker where rack is not null")) {
                while (row.next()) {
                    racks.put(row.getInt(1), row.getString(2));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            """
                            select t.topic_id, t.name, p.replicas
                              from topic t join partition_state p using (topic_id)
                             order by t.topic_id, p.partition
                            """)) {
                while (row.next()) {
                    TopicId id = new TopicId(row.getObject(1, UUID.class));
                    names.put(id, new TopicName(row.getString(2)));
                    places.computeIfAbsent(id, each -> new ArrayList<>())
                            .add(racksOf(row.getArray(3), racks));
                }
            }
        }
        SortedMap<TopicId, TopicPlaces> topics = new TreeMap<>();
        names.forEach(
                (id, name) ->
                        topics.put(id, new TopicPlaces(name, places.getOrDefault(id, List.of()))));
        return topics;
    }

    private static Set<String> racksOf(Array replicas, Map<Integer, String> racks)
            throws SQLException {
        Set<String> found = new HashSet<>();
        for (Integer broker : (Integer[]) replicas.getArray()) {
            Optional.ofNullable(racks.get(broker)).ifPresent(found::add);
        }
        return found;
    }
}
