package io.millrace.admin.node;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.admin.database.AdminDatabase;
import io.millrace.admin.node.AdminNodeModule.AdminProperties;
import io.millrace.admin.node.AdminNodeModule.NodeProperties;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AdminPropertiesTest {
    private static final String DATABASE = "millrace.admin.database";
    private static final String URL = "jdbc:postgresql://db/millrace";

    @TempDir Path directory;

    @Test
    void readsEveryProperty() {
        assertThat(
                        bind(
                                "millrace.node",
                                NodeProperties.class,
                                Map.ofEntries(
                                        entry(
                                                "millrace.node.coordinators",
                                                "https://c1:7070,https://c2:7070"),
                                        entry("millrace.node.certificates", "/tls"),
                                        entry("millrace.node.loops", "3"))))
                .isEqualTo(
                        new NodeProperties(
                                List.of(
                                        URI.create("https://c1:7070"),
                                        URI.create("https://c2:7070")),
                                Path.of("/tls"),
                                3));
        assertThat(
                        bind(
                                "millrace.admin",
                                AdminProperties.class,
                                Map.of("millrace.admin.bootstrap-key-file", "/keys/first")))
                .isEqualTo(new AdminProperties(Path.of("/keys/first")));
        assertThat(
                        bind(
                                DATABASE,
                                DatabaseProperties.class,
                                Map.of(
                                        DATABASE + ".url",
                                        URL,
                                        DATABASE + ".user",
                                        "boss",
                                        DATABASE + ".password-file",
                                        "/secret",
                                        DATABASE + ".password",
                                        "p")))
                .isEqualTo(new DatabaseProperties(URL, "boss", Path.of("/secret"), "p"));
    }

    @Test
    void hasDefaults() {
        assertThat(
                        bind(
                                "millrace.node",
                                NodeProperties.class,
                                Map.of(
                                        "millrace.node.coordinators",
                                        "https://c1:7070",
                                        "millrace.node.certificates",
                                        "/tls")))
                .isEqualTo(
                        new NodeProperties(
                                List.of(URI.create("https://c1:7070")), Path.of("/tls"), 2));
        assertThat(bind(DATABASE, DatabaseProperties.class, Map.of(DATABASE + ".url", URL)))
                .isEqualTo(new DatabaseProperties(URL, "admin", null, null));
    }

    @Test
    void takesThePasswordFromAFileOrElseFromTheEnvironment() throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("password"), "in file\n");

        // When // Then
        assertThat(new DatabaseProperties(URL, "admin", file, "given").address())
                .isEqualTo(new AdminDatabase(URL, "admin", "in file"));
        assertThat(new DatabaseProperties(URL, "admin", null, "given").address())
                .isEqualTo(new AdminDatabase(URL, "admin", "given"));
        assertThatThrownBy(() -> new DatabaseProperties(URL, "admin", null, null).address())
                .hasMessageContaining("millrace.admin.database.password-file");
        assertThat(new DatabaseProperties(URL, "admin", null, "given").toString())
                .doesNotContain("given");
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(prefix, type);
    }
}
