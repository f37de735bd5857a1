package io.millrace.admin.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/**
 * Opens the schema {@code admin} and brings it up to date. Flyway is only started when something is
 * missing: looking costs one query, starting it a few hundred milliseconds of every start.
 */
public final class AdminTables {

    static final String SCHEMA = "admin";
    static final String LOCATION = "db/admin";
    static final String LATEST = "1";

    /** A machine that starts everything at once has the database up when it is up. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private AdminTables() {}

    public static HikariDataSource open(AdminDatabase address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("admin");
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setSchema(SCHEMA);
        config.setMaximumPoolSize(6);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(START_PATIENCE.toMillis());
        config.addDataSourceProperty("ApplicationName", "millrace-admin");
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("connectTimeout", "5");
        HikariDataSource pool = new HikariDataSource(config);
        try {
            migrate(pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return pool;
    }

    private static void migrate(HikariDataSource pool) {
        if (isUpToDate(pool)) {
            return;
        }
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:" + LOCATION)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .createSchemas(false)
                .table("flyway_history")
                .load()
                .migrate();
    }

    private static boolean isUpToDate(HikariDataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet known =
                    statement.executeQuery("select to_regclass('admin.flyway_history')")) {
                if (!known.next() || known.getString(1) == null) {
                    return false;
                }
            }
            try (ResultSet latest =
                    statement.executeQuery(
                            "select 1 from admin.flyway_history where success and version = '"
                                    + LATEST
                                    + "'")) {
                return latest.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("can't read the schema's history", e);
        }
    }
}
