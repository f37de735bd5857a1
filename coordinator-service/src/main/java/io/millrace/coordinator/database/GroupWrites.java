package io.millrace.coordinator.database;

import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardBatch.GroupChange;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes groups: whatever differs between two states of one. */
final class GroupWrites {

    private GroupWrites() {}

    static void write(Connection connection, int shard, ShardBatch batch) throws SQLException {
        for (GroupId id : batch.removed()) {
            remove(connection, id);
        }
        for (GroupChange change : batch.changed()) {
            write(connection, shard, change);
        }
        moveOffsets(connection, batch.offsets());
        GroupResets.write(connection, batch.resets());
    }

    /** Members, and the group itself, that are not what they were. */
    private static void write(Connection connection, int shard, GroupChange change)
            throws SQLException {
        GroupId id = change.id();
        Group before = change.before();
        Group after = change.after();
        if (change.isNew()
                || before.epoch() != after.epoch()
                || before.assignor() != after.assignor()) {
            try (PreparedStatement put =
                    connection.prepareStatement(
                            """
                            insert into consumer_group (group_id, shard, group_epoch, assignor)
                            values (?, ?, ?, ?)
                            on conflict (group_id) do update
                               set group_epoch = excluded.group_epoch, assignor = excluded.assignor
                            """)) {
                put.setString(1, id.value());
                put.setInt(2, shard);
                put.setLong(3, after.epoch());
                put.setString(4, after.assignor().text());
                put.executeUpdate();
            }
        }
        removeMembers(connection, id, before, after);
        putMembers(connection, id, before, after);
    }

    private static void removeMembers(Connection connection, GroupId id, Group before, Group after)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "delete from group_member where group_id = ? and member_id = ?")) {
            for (MemberId member : before.members().keySet()) {
                if (after.member(member).isEmpty()) {
                    delete.setString(1, id.value());
                    delete.setString(2, member.value());
                    delete.addBatch();
                }
            }
            delete.executeBatch();
        }
    }

    private static void putMembers(Connection connection, GroupId id, Group before, Group after)
            throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement(
                        """
                        insert into group_member (group_id, member_id, instance_id, incarnation,
                                session, member_epoch, topics, pattern, rack, rebalance_timeout_ms,
                                held, revoking, away)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (group_id, member_id) do update
                           set instance_id = excluded.instance_id,
                               incarnation = excluded.incarnation, session = excluded.session,
                               member_epoch = excluded.member_epoch, topics = excluded.topics,
                               pattern = excluded.pattern, rack = excluded.rack,
                               rebalance_timeout_ms = excluded.rebalance_timeout_ms,
                               held = excluded.held, revoking = excluded.revoking,
                               away = excluded.away
                        """)) {
            for (Map.Entry<MemberId, Member> each : after.members().entrySet()) {
                Member member = each.getValue();
                if (member.equals(before.members().get(each.getKey()))) {
                    continue;
                }
                put.setString(1, id.value());
                put.setString(2, each.getKey().value());
                put.setString(3, member.instance().map(instance -> instance.value()).orElse(null));
                put.setObject(4, member.incarnation());
                put.setLong(5, member.session());
                put.setLong(6, member.epoch());
                put.setArray(7, texts(connection, member.subscription().topics()));
                put.setString(8, member.subscription().pattern().map(p -> p.text()).orElse(null));
                put.setString(9, member.rack().orElse(null));
                put.setLong(10, member.rebalanceTimeout().toMillis());
                put.setArray(11, texts(connection, held(member)));
                put.setArray(12, texts(connection, member.revoking()));
                put.setBoolean(13, member.away());
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    private static List<String> held(Member member) {
        List<String> held = new ArrayList<>();
        member.held().forEach((partition, given) -> held.add(partition + "@" + given));
        return held;
    }

    private static java.sql.Array texts(Connection connection, Iterable<?> values)
            throws SQLException {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.toString()));
        return connection.createArrayOf("text", texts.toArray());
    }

    /** One statement for all offsets of a batch, and one for all that are there no more. */
    private static void moveOffsets(
            Connection connection,
            Map<GroupId, Map<PartitionId, Optional<CommittedOffset>>> offsets)
            throws SQLException {
        List<Object> gone = new ArrayList<>();
        List<Object> goneTopics = new ArrayList<>();
        List<Object> gonePartitions = new ArrayList<>();
        List<Object> groups = new ArrayList<>();
        List<Object> topics = new ArrayList<>();
        List<Object> partitions = new ArrayList<>();
        List<Object> nexts = new ArrayList<>();
        List<Object> leaderEpochs = new ArrayList<>();
        List<Object> metadata = new ArrayList<>();
        List<Object> memberEpochs = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        offsets.forEach(
                (group, ofGroup) ->
                        ofGroup.forEach(
                                (partition, present) -> {
                                    if (present.isEmpty()) {
                                        gone.add(group.value());
                                        goneTopics.add(partition.topic().value());
                                        gonePartitions.add(partition.partition());
                                        return;
                                    }
                                    CommittedOffset offset = present.get();
                                    groups.add(group.value());
                                    topics.add(partition.topic().value());
                                    partitions.add(partition.partition());
                                    nexts.add(offset.nextOffset());
                                    leaderEpochs.add(offset.leaderEpoch().orElse(-1));
                                    metadata.add(offset.metadata());
                                    memberEpochs.add(offset.memberEpoch());
                                    times.add(offset.committedAtMs());
                                }));
        if (!gone.isEmpty()) {
            removeOffsets(connection, gone, goneTopics, gonePartitions);
        }
        if (groups.isEmpty()) {
            return;
        }
        try (PreparedStatement put =
                connection.prepareStatement(
                        """
                        insert into group_offset (group_id, topic_id, partition, next_offset,
                                leader_epoch, metadata, member_epoch, committed_ms)
                        select g, t, p, n, nullif(l, -1), m, e, c
                          from unnest(?::text[], ?::uuid[], ?::int[], ?::bigint[], ?::int[],
                                      ?::text[], ?::bigint[], ?::bigint[])
                               as u(g, t, p, n, l, m, e, c)
                        on conflict (group_id, topic_id, partition) do update
                           set next_offset = excluded.next_offset,
                               leader_epoch = excluded.leader_epoch, metadata = excluded.metadata,
                               member_epoch = excluded.member_epoch,
                               committed_ms = excluded.committed_ms
                        """)) {
            put.setArray(1, connection.createArrayOf("text", groups.toArray()));
            put.setArray(2, connection.createArrayOf("uuid", topics.toArray()));
            put.setArray(3, connection.createArrayOf("int", partitions.toArray()));
            put.setArray(4, connection.createArrayOf("bigint", nexts.toArray()));
            put.setArray(5, connection.createArrayOf("int", leaderEpochs.toArray()));
            put.setArray(6, connection.createArrayOf("text", metadata.toArray()));
            put.setArray(7, connection.createArrayOf("bigint", memberEpochs.toArray()));
            put.setArray(8, connection.createArrayOf("bigint", times.toArray()));
            put.executeUpdate();
        }
    }

    private static void removeOffsets(
            Connection connection,
            List<Object> groups,
            List<Object> topics,
            List<Object> partitions)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        """
                        delete from group_offset
                         where (group_id, topic_id, partition) in
                               (select g, t, p from unnest(?::text[], ?::uuid[], ?::int[])
                                                    as u(g, t, p))
                        """)) {
            delete.setArray(1, connection.createArrayOf("text", groups.toArray()));
            delete.setArray(2, connection.createArrayOf("uuid", topics.toArray()));
            delete.setArray(3, connection.createArrayOf("int", partitions.toArray()));
            delete.executeUpdate();
        }
    }

    private static void remove(Connection connection, GroupId id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from consumer_group where group_id = ?")) {
            delete.setString(1, id.value());
            delete.executeUpdate();
        }
    }
}
