package io.millrace.admin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.ApiKey;
import io.millrace.protocol.access.KeyEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapKeyTest {
    @TempDir Path directory;

    private final Map<String, KeyEntry> keys = new HashMap<>();

    @Test
    void makesAKeyThatOnlyItsOwnerCanRead() throws Exception {
        // When
        bootstrap().ensure(access());

        // Then
        ApiKey written = ApiKey.parse(Files.readString(file()).strip()).orElseThrow();
        assertThat(keys).containsOnlyKeys(written.id());
        assertThat(keys.values()).allMatch(KeyEntry::admin);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void makesNoneWhereAnAdministratorIs() {
        // Given
        keys.put("a", new KeyEntry(new PrincipalName("boss"), new byte[32], true));

        // When
        bootstrap().ensure(access());

        // Then
        assertThat(file()).doesNotExist();
        assertThat(keys).containsOnlyKeys("a");
    }

    @Test
    void aKeyOfNoAdministratorIsNotEnough() {
        // Given
        keys.put("a", new KeyEntry(new PrincipalName("reader"), new byte[32], false));

        // When
        bootstrap().ensure(access());

        // Then
        assertThat(file()).exists();
        assertThat(keys).hasSize(2);
    }

    @Test
    void completesWhatACrashHasLeft() throws Exception {
        // Given
        bootstrap().ensure(access());
        String written = Files.readString(file());
        keys.clear();

        // When
        bootstrap().ensure(access());

        // Then
        assertThat(Files.readString(file())).isEqualTo(written);
        assertThat(keys).hasSize(1);
    }

    @Test
    void takesNoOtherFileForAKey() throws Exception {
        // Given
        Files.writeString(file(), "something else");

        // When // Then
        assertThatThrownBy(() -> bootstrap().ensure(access()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("holds no API key");
        assertThat(keys).isEmpty();
    }

    private BootstrapKey bootstrap() {
        return new BootstrapKey(file(), keys::put);
    }

    private Path file() {
        return directory.resolve("first-admin.key");
    }

    private AccessSnapshot access() {
        return new AccessSnapshot(Map.copyOf(keys), new byte[32]);
    }
}
