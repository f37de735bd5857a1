package io.millrace.admin.node;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Looks whether the database answers. */
final class DatabaseProbe {
    private static final int SECONDS = 2;

    private DatabaseProbe() {}

    static boolean answers(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }
}
