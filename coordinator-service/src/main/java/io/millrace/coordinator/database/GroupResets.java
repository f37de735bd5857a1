package io.millrace.coordinator.database;

import io.millrace.coordinator.shard.LastReset;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.NextOffset;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What can be undone of groups: the positions that their last reset has replaced. */
final class GroupResets {

    private GroupResets() {}

    /** Each replaces what was there of its group. */
    static void write(Connection connection, Map<GroupId, Optional<LastReset>> resets)
            throws SQLException {
        for (Map.Entry<GroupId, Optional<LastReset>> each : resets.entrySet()) {
            remove(connection, each.getKey());
            if (each.getValue().isPresent()) {
                put(connection, each.getKey(), each.getValue().get());
            }
        }
    }

    private static void remove(Connection connection, GroupId id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from group_reset where group_id = ?")) {
            delete.setString(1, id.value());
            delete.executeUpdate();
        }
    }

    private static void put(Connection connection, GroupId id, LastReset reset)
            throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement(
                        """
                        insert into group_reset (group_id, topic_id, partition, reset_ms,
                                next_offset, leader_epoch, metadata)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)) {
            for (Map.Entry<PartitionId, Optional<NextOffset>> each : reset.before().entrySet()) {
                put.setString(1, id.value());
                put.setObject(2, each.getKey().topic().value());
                put.setInt(3, each.getKey().partition());
                put.setLong(4, reset.atMs());
                set(put, each.getValue());
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    private static void set(PreparedStatement put, Optional<NextOffset> before)
            throws SQLException {
        if (before.isPresent()) {
            put.setLong(5, before.get().nextOffset());
        } else {
            put.setNull(5, Types.BIGINT);
        }
        OptionalInt leaderEpoch = before.map(NextOffset::leaderEpoch).orElse(OptionalInt.empty());
        if (leaderEpoch.isPresent()) {
            put.setInt(6, leaderEpoch.getAsInt());
        } else {
            put.setNull(6, Types.INTEGER);
        }
        put.setString(7, before.map(NextOffset::metadata).orElse(""));
    }

    static Map<GroupId, LastReset> load(Connection connection, Array shards) throws SQLException {
        Map<GroupId, Long> times = new HashMap<>();
        Map<GroupId, Map<PartitionId, Optional<NextOffset>>> before = new HashMap<>();
        try (PreparedStatement read =
                connection.prepareStatement(
                        """
                        select r.group_id, r.topic_id, r.partition, r.reset_ms, r.next_offset,
                               r.leader_epoch, r.metadata
                          from group_reset r join consumer_group g using (group_id)
                         where g.shard = any(?)
                        """)) {
            read.setArray(1, shards);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    GroupId id = new GroupId(row.getString(1));
                    times.put(id, row.getLong(4));
                    before.computeIfAbsent(id, each -> new HashMap<>())
                            .put(
                                    new PartitionId(
                                            new TopicId(row.getObject(2, UUID.class)),
                                            row.getInt(3)),
                                    next(row));
                }
            }
        }
        Map<GroupId, LastReset> resets = new HashMap<>();
        before.forEach(
                (id, offsets) ->
                        resets.put(id, new LastReset(times.getOrDefault(id, 0L), offsets)));
        return resets;
    }

    private static Optional<NextOffset> next(ResultSet row) throws SQLException {
        long nextOffset = row.getLong(5);
        if (row.wasNull()) {
            return Optional.empty();
        }
        int leaderEpoch = row.getInt(6);
        OptionalInt known = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(leaderEpoch);
        return Optional.of(new NextOffset(nextOffset, known, row.getString(7)));
    }
}
