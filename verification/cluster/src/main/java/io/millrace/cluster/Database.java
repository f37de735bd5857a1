package io.millrace.cluster;

import io.millrace.standalone.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster's PostgreSQL: made as {@code ./dev up} makes one, and run as a process of its own.
 * The passwords lie in files beside its data.
 */
final class Database {
    static final String CONTROL = "control";
    static final String ADMIN = "admin";

    private static final String ACCESS =
            """
            host all all 127.0.0.1/32 scram-sha-256
            host all all samenet scram-sha-256
            """;

    private final Path directory;
    private final String version;

    Database(Path directory, String version) {
        this.directory = directory;
        this.version = version;
    }

    /** Does nothing if that was done. */
    void prepare() {
        Path ready = directory.resolve("prepared");
        if (Files.exists(ready)) {
            return;
        }
        try (EmbeddedDatabase database =
                EmbeddedDatabase.start(directory, version, List.of(CONTROL, ADMIN))) {
            for (String service : List.of(CONTROL, ADMIN)) {
                writeSecret(passwordFile(service), database.password(service));
            }
            Files.writeString(access(), ACCESS);
            Files.createFile(ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeSecret(Path file, String password) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password);
    }

    Path passwordFile(String service) {
        return directory.resolve(service + ".password");
    }

    private Path access() {
        return directory.resolve("access.conf");
    }

    Path data() {
        return directory.resolve("data");
    }

    /** PostgreSQL refuses to run as root; in a user namespace without mappings it is nobody. */
    List<String> command(String address, int port) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(directory.resolve("server-" + version).resolve("bin/postgres").toString());
        command.addAll(List.of("-D", data().toString()));
        command.addAll(List.of("-c", "port=" + port));
        command.addAll(List.of("-c", "listen_addresses=" + address));
        command.addAll(List.of("-c", "hba_file=" + access()));
        return command;
    }
}
