package io.millrace.coordinator.database;

import io.millrace.coordinator.state.BrokerState;
import io.millrace.protocol.BrokerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes brokers. */
final class BrokerRows {

    private BrokerRows() {}

    static void put(Connection connection, BrokerState broker) throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement(
                        """
                        insert into broker (broker_id, broker_epoch, incarnation, rack, addr,
                                internal_addr, fenced, drained)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (broker_id) do update
                           set broker_epoch = excluded.broker_epoch,
                               incarnation = excluded.incarnation, rack = excluded.rack,
                               addr = excluded.addr, internal_addr = excluded.internal_addr,
                               fenced = excluded.fenced, drained = excluded.drained
                        """)) {
            put.setInt(1, broker.id().value());
            put.setLong(2, broker.epoch());
            put.setObject(3, broker.incarnation());
            put.setString(4, broker.rack().orElse(null));
            put.setString(5, broker.httpUrl());
            put.setString(6, broker.internalUrl().orElse(null));
            put.setBoolean(7, broker.fenced());
            put.setBoolean(8, broker.drained());
            put.executeUpdate();
        }
    }

    static void remove(Connection connection, BrokerId broker) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from broker where broker_id = ?")) {
            delete.setInt(1, broker.value());
            ChangeRows.expect(1, delete.executeUpdate(), "broker " + broker);
        }
    }
}
