package io.millrace.coordinator.database;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.LastReset;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.groups.Subscription;
import io.millrace.groups.TopicPattern;
import io.millrace.groups.assignment.Assignor;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.MemberId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Reads a shard's groups. */
final class GroupReads {

    private GroupReads() {}

    static Map<Integer, Map<GroupId, GroupState>> load(Connection connection, Array shards)
            throws SQLException {
        Map<GroupId, SortedMap<MemberId, Member>> members = loadMembers(connection, shards);
        Map<GroupId, Map<PartitionId, CommittedOffset>> offsets = loadOffsets(connection, shards);
        Map<GroupId, LastReset> resets = GroupResets.load(connection, shards);
        Map<Integer, Map<GroupId, GroupState>> groups = new HashMap<>();
        try (PreparedStatement read =
                connection.prepareStatement(
                        "select shard, group_id, group_epoch, assignor from consumer_group"
                                + " where shard = any(?)")) {
            read.setArray(1, shards);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    GroupId id = new GroupId(row.getString(2));
                    Group group =
                            new Group(
                                    row.getLong(3),
                                    Assignor.of(row.getString(4)).orElseThrow(),
                                    members.getOrDefault(id, new TreeMap<>()),
                                    Optional.empty());
                    groups.computeIfAbsent(row.getInt(1), each -> new HashMap<>())
                            .put(
                                    id,
                                    new GroupState(
                                            group,
                                            offsets.getOrDefault(id, Map.of()),
                                            Optional.ofNullable(resets.get(id))));
                }
            }
        }
        return groups;
    }

    private static Map<GroupId, SortedMap<MemberId, Member>> loadMembers(
            Connection connection, Array shards) throws SQLException {
        Map<GroupId, SortedMap<MemberId, Member>> members = new HashMap<>();
        try (PreparedStatement read =
                connection.prepareStatement(
                        """
                        select m.group_id, m.member_id, m.instance_id, m.incarnation, m.session,
                               m.member_epoch, m.topics, m.pattern, m.rack, m.rebalance_timeout_ms,
                               m.held, m.revoking, m.away
                          from group_member m join consumer_group g using (group_id)
                         where g.shard = any(?)
                        """)) {
            read.setArray(1, shards);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    members.computeIfAbsent(new GroupId(row.getString(1)), id -> new TreeMap<>())
                            .put(new MemberId(row.getString(2)), member(row));
                }
            }
        }
        return members;
    }

    private static Member member(ResultSet row) throws SQLException {
        SortedSet<TopicName> topics = new TreeSet<>();
        for (String topic : texts(row.getArray(7))) {
            topics.add(new TopicName(topic));
        }
        SortedMap<PartitionId, Long> held = new TreeMap<>();
        for (String each : texts(row.getArray(11))) {
            int at = each.lastIndexOf('@');
            held.put(partition(each.substring(0, at)), Long.parseLong(each.substring(at + 1)));
        }
        SortedSet<PartitionId> revoking = new TreeSet<>();
        for (String each : texts(row.getArray(12))) {
            revoking.add(partition(each));
        }
        return new Member(
                Optional.ofNullable(row.getString(3)).map(InstanceId::new),
                row.getObject(4, UUID.class),
                row.getLong(5),
                row.getLong(6),
                new Subscription(
                        topics, Optional.ofNullable(row.getString(8)).map(TopicPattern::new)),
                Optional.ofNullable(row.getString(9)),
                Duration.ofMillis(row.getLong(10)),
                held,
                revoking,
                row.getBoolean(13));
    }

    private static PartitionId partition(String text) {
        return PartitionId.parse(text).orElseThrow();
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }

    private static Map<GroupId, Map<PartitionId, CommittedOffset>> loadOffsets(
            Connection connection, Array shards) throws SQLException {
        Map<GroupId, Map<PartitionId, CommittedOffset>> offsets = new HashMap<>();
        try (PreparedStatement read =
                connection.prepareStatement(
                        """
                        select o.group_id, o.topic_id, o.partition, o.next_offset, o.leader_epoch,
                               o.metadata, o.member_epoch, o.committed_ms
                          from group_offset o join consumer_group g using (group_id)
                         where g.shard = any(?)
                        """)) {
            read.setArray(1, shards);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    int leaderEpoch = row.getInt(5);
                    OptionalInt known =
                            row.wasNull() ? OptionalInt.empty() : OptionalInt.of(leaderEpoch);
                    offsets.computeIfAbsent(new GroupId(row.getString(1)), id -> new HashMap<>())
                            .put(
                                    new PartitionId(
                                            new TopicId(row.getObject(2, UUID.class)),
                                            row.getInt(3)),
                                    new CommittedOffset(
                                            row.getLong(4),
                                            known,
                                            row.getString(6),
                                            row.getLong(7),
                                            row.getLong(8)));
                }
            }
        }
        return offsets;
    }
}
