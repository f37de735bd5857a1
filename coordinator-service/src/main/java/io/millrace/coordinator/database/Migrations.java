package io.millrace.coordinator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema {@code control} up to date. Flyway is only started when something is missing:
 * looking costs one query, starting it a few hundred milliseconds of every start.
 */
final class Migrations {

    static final String SCHEMA = "control";
    static final String LOCATION = "db/control";
    static final String LATEST = "4";

    private Migrations() {}

    static void run(DataSource database) {
        if (isUpToDate(database)) {
            return;
        }
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:" + LOCATION)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .createSchemas(false)
                .table("flyway_history")
                .load()
                .migrate();
    }

    private static boolean isUpToDate(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet known =
                        statement.executeQuery("select to_regclass('control.flyway_history')")) {
            return known.next() && known.getString(1) != null && latestIsThere(statement);
        } catch (SQLException e) {
            throw new NotCommittedException("can't read the schema's history", e);
        }
    }

    private static boolean latestIsThere(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "select 1 from control.flyway_history where success and version = '"
                                + LATEST
                                + "'")) {
            return row.next();
        }
    }
}
