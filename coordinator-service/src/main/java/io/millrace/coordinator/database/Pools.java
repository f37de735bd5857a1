package io.millrace.coordinator.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Connections to the control plane's schema. */
final class Pools {

    /** A machine that starts everything at once has the database up when it is up. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private Pools() {}

    static HikariDataSource open(DatabaseAddress address, String name, int connectionsMax) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setSchema(Migrations.SCHEMA);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(START_PATIENCE.toMillis());
        config.addDataSourceProperty("ApplicationName", "millrace-" + name);
        // A running COMMIT is never cancelled: a dead connection is dropped and the outcome
        // unknown.
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }
}
