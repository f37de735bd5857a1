package io.millrace.coordinator.controller;

import io.millrace.coordination.InMemoryGenerations;
import io.millrace.coordination.InMemoryGenerations.Membership;
import io.millrace.coordination.MemberId;
import io.millrace.coordinator.controller.ControllerSettings.BrokerCare;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.database.DatabaseAddress;
import io.millrace.coordinator.election.ElectionSettings;
import io.millrace.coordinator.state.Moves;
import io.millrace.coordinator.state.TopicRules;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real PostgreSQL with one schema, and controllers on it that can be closed and started anew. */
public final class ControlPlane implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private InMemoryGenerations coordination = new InMemoryGenerations();
    private final TestClock clock = new TestClock();

    public ControlPlane() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        execute("create role control login");
    }

    /** Empties everything, as on the first start. */
    public void reset() throws SQLException {
        coordination = new InMemoryGenerations();
        execute(
                "drop schema if exists control cascade",
                "create schema control authorization control");
    }

    public DatabaseAddress address() {
        return new DatabaseAddress(
                postgres.getJdbcUrl("control", "postgres"), "control", "not asked for");
    }

    public ControlDatabase open() {
        return ControlDatabase.open(address(), 10);
    }

    public Membership join(String member) {
        return coordination.join(new MemberId(member));
    }

    /** The coordination of all controllers, to break it. */
    public InMemoryGenerations coordination() {
        return coordination;
    }

    public static ControllerSettings settings(String member) {
        return new ControllerSettings(
                "http://" + member + ":7070",
                Duration.ofMillis(50),
                Duration.ofSeconds(20),
                10,
                new TopicRules(3, 3, 10_000, 20_000),
                new BrokerCare(
                        Duration.ofMillis(1800),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        20,
                        new Moves(2)),
                new ElectionSettings(
                        Duration.ofMillis(50),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2)));
    }

    public Controller start(ControlDatabase database, String member) {
        return start(database, join(member));
    }

    public Controller start(ControlDatabase database, Membership member) {
        return Controller.start(database, member, member, settings(member.self().value()), clock);
    }

    /** The controllers' time, which stands still unless it is moved. */
    public TestClock clock() {
        return clock;
    }

    /** Runs statements as the database's owner, behind the controller's back. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public long number(String query) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
