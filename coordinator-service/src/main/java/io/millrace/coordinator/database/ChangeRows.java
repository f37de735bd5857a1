package io.millrace.coordinator.database;

import io.millrace.coordinator.state.Change;
import io.millrace.protocol.group.Shards;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes changes into the tables, within the transaction of its caller. */
final class ChangeRows {

    /** More than were ever given out between a backup and its return. */
    private static final long IDS_SKIPPED = 1_000_000_000_000L;

    /** More often than any shard of the groups was written, or claimed, in that time. */
    private static final long WRITES_SKIPPED = 1L << 28;

    private ChangeRows() {}

    static void write(Connection connection, List<Change> changes, long version)
            throws SQLException {
        List<Change.PartitionChanged> partitions = new ArrayList<>();
        for (Change change : changes) {
            switch (change) {
                case Change.TopicAdded(var topic) -> TopicRows.add(connection, topic);
                case Change.TopicRemoved removed -> TopicRows.remove(connection, removed, version);
                case Change.ConfigReplaced(var name, var id, var config) ->
                        TopicRows.replaceConfig(connection, id, config);
                case Change.PartitionsAdded(var name, var id, var added) ->
                        PartitionRows.add(connection, id, added);
                case Change.PartitionChanged changed -> partitions.add(changed);
                case Change.BrokerPut(var broker) -> BrokerRows.put(connection, broker);
                case Change.BrokerRemoved(var broker) -> BrokerRows.remove(connection, broker);
                case Change.KeyPut(var keyId, var entry) -> KeyRows.put(connection, keyId, entry);
                case Change.KeyRemoved(var keyId) -> KeyRows.remove(connection, keyId);
                case Change.SafeModeEntered entered -> enterSafeMode(connection);
                case Change.Reconciled(var settled) -> reconcile(connection, settled);
            }
        }
        PartitionRows.change(connection, partitions);
    }

    private static void enterSafeMode(Connection connection) throws SQLException {
        try (PreparedStatement enter =
                connection.prepareStatement("update cluster_state set safe_mode = true")) {
            enter.executeUpdate();
        }
    }

    /**
     * Producer ids that were given out in the lost history are given to nobody else: what a second
     * producer of an id sends would be taken for duplicates of the first one's. Nor are epochs of
     * groups and of their owners: who has heard of one there must not be taken for who gets it now.
     */
    private static void reconcile(Connection connection, long version) throws SQLException {
        try (PreparedStatement settle =
                        connection.prepareStatement(
                                "update cluster_state"
                                        + " set safe_mode = false, reconciled_version = ?");
                PreparedStatement skip =
                        connection.prepareStatement("update id_block set next = next + ?");
                PreparedStatement forget =
                        connection.prepareStatement("delete from producer_name");
                PreparedStatement raiseShards =
                        connection.prepareStatement(
                                "update group_shard set shard_epoch = shard_epoch + ?,"
                                        + " version = version + ?");
                PreparedStatement raiseGroups =
                        connection.prepareStatement(
                                "update consumer_group set group_epoch = group_epoch + ?")) {
            raiseShards.setLong(1, WRITES_SKIPPED);
            raiseShards.setLong(2, WRITES_SKIPPED);
            raiseShards.executeUpdate();
            raiseGroups.setLong(1, Shards.epochAt(WRITES_SKIPPED));
            raiseGroups.executeUpdate();
            settle.setLong(1, version);
            settle.executeUpdate();
            skip.setLong(1, IDS_SKIPPED);
            skip.executeUpdate();
            forget.executeUpdate();
        }
    }

    /** What is cached must be what is in the tables, to the row. */
    static void expect(int rows, int changed, String what) {
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
}
