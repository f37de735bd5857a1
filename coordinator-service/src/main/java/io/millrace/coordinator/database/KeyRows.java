package io.millrace.coordinator.database;

import io.millrace.protocol.access.KeyEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes API keys. */
final class KeyRows {

    private KeyRows() {}

    static void put(Connection connection, String keyId, KeyEntry entry) throws SQLException {
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

    static void remove(Connection connection, String keyId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from api_key where key_id = ?")) {
            delete.setString(1, keyId);
            ChangeRows.expect(1, delete.executeUpdate(), "key " + keyId);
        }
    }
}
