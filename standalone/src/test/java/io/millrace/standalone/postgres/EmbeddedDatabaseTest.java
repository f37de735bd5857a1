package io.millrace.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.standalone.directory.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One directory's life, in order: a first start costs seconds, so the tests share it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedDatabaseTest {

    private static final String VERSION = "18.6.0";
    private static final List<String> SERVICES = List.of("control", "admin");

    @TempDir static Path directory;

    @Test
    @Order(1)
    void startsSafeAndClosedToOthers() throws Exception {
        // When
        try (EmbeddedDatabase database = start();
                Connection connection = connect(database, "control")) {
            // Then
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(connection, "full_page_writes")).isEqualTo("on");
            assertThat(setting(connection, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Files.readAllLines(directory.resolve("data/postmaster.pid")).get(4))
                    .as("directory of the Unix socket")
                    .isBlank();
            assertThat(setting(connection, "data_checksums")).isEqualTo("on");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(directory.resolve("passwords"))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(
                            () ->
                                    DriverManager.getConnection(
                                            database.jdbcUrl(), "control", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    @Order(2)
    void keepsServicesOutOfEachOthersSchemas() throws Exception {
        try (EmbeddedDatabase database = start();
                Connection control = connect(database, "control");
                Connection admin = connect(database, "admin")) {
            // Given
            control.createStatement().execute("create table secret (id int)");

            // When // Then
            assertThatThrownBy(
                            () ->
                                    admin.createStatement()
                                            .executeQuery("select * from control.secret"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    @Order(3)
    void stopsTheServerThatAKilledProcessLeftBehind() throws Exception {
        // Given a server whose owner is gone
        EmbeddedDatabase orphan = start();
        try (Connection connection = connect(orphan, "control")) {
            connection.createStatement().execute("create table kept (id int)");
        }

        // When
        try (EmbeddedDatabase next = start();
                Connection connection = connect(next, "control")) {
            // Then
            await().untilAsserted(() -> assertThat(ProcessHandle.of(orphan.pid())).isNotPresent());
            assertThat(next.pid()).isNotEqualTo(orphan.pid());
            try (ResultSet rows =
                    connection.createStatement().executeQuery("select count(*) from kept")) {
                assertThat(rows.next()).isTrue();
            }
        }
    }

    @Test
    @Order(4)
    void leavesAStrangerAloneWhoseProcessIdIsInAStaleFile() throws Exception {
        // Given
        Process stranger = new ProcessBuilder("sleep", "60").start();
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                stranger.pid()
                        + "\n"
                        + directory.resolve("data")
                        + "\n1\n1\n\n127.0.0.1\n1\nready\n");

        // When
        try (EmbeddedDatabase database = start()) {
            // Then
            assertThat(stranger.isAlive()).isTrue();
            assertThat(database.pid()).isNotEqualTo(stranger.pid());
        } finally {
            stranger.destroy();
        }
    }

    @Test
    @Order(5)
    void refusesDataOfAnotherMajorVersion() throws Exception {
        // Given
        Files.writeString(directory.resolve("data/PG_VERSION"), "17\n");

        // When // Then
        assertThatThrownBy(EmbeddedDatabaseTest::start)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("written by PostgreSQL 17")
                .hasMessageContaining("brings PostgreSQL 18");
    }

    private static EmbeddedDatabase start() {
        return EmbeddedDatabase.start(directory, VERSION, SERVICES);
    }

    private static Connection connect(EmbeddedDatabase database, String role) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), role, database.password(role));
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
