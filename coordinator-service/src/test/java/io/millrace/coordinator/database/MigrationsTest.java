package io.millrace.coordinator.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    @Test
    void knowsTheLatestMigration() throws Exception {
        // Given
        Path directory = Path.of(Migrations.class.getResource("/" + Migrations.LOCATION).toURI());

        // When
        List<Integer> versions;
        try (Stream<Path> files = Files.list(directory)) {
            versions =
                    files.map(file -> file.getFileName().toString())
                            .map(name -> name.substring(1, name.indexOf("__")))
                            .map(Integer::valueOf)
                            .sorted()
                            .toList();
        }

        // Then
        assertThat(versions.getLast()).hasToString(Migrations.LATEST);
    }
}
