package io.millrace.coordinator.database;

import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.TopicState;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.config.TopicConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** Writes topics and their configs. */
final class TopicRows {

    private TopicRows() {}

    static void add(Connection connection, TopicState topic) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into topic (topic_id, name, created_version) values (?, ?, ?)")) {
            insert.setObject(1, topic.id().value());
            insert.setString(2, topic.name().value());
            insert.setLong(3, topic.createdVersion());
            insert.executeUpdate();
        }
        addConfig(connection, topic.id(), topic.config());
        PartitionRows.add(connection, topic.id(), topic.partitions());
    }

    static void remove(Connection connection, Change.TopicRemoved removed, long version)
            throws SQLException {
        try (PreparedStatement delete =
                        connection.prepareStatement("delete from topic where topic_id = ?");
                PreparedStatement note =
                        connection.prepareStatement(
                                "insert into topic_tombstone (topic_id, name, deleted_version)"
                                        + " values (?, ?, ?)")) {
            delete.setObject(1, removed.id().value());
            ChangeRows.expect(1, delete.executeUpdate(), "topic " + removed.id());
            note.setObject(1, removed.id().value());
            note.setString(2, removed.name().value());
            note.setLong(3, version);
            note.executeUpdate();
        }
    }

    static void replaceConfig(Connection connection, TopicId id, TopicConfig config)
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
}
