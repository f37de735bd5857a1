package io.millrace.admin.node;

import io.millrace.admin.database.AdminDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Administration's database.
 *
 * @param url {@code jdbc:postgresql://…}
 * @param user who owns the schema {@code admin}
 * @param passwordFile holds the password and nothing else; goes before {@code password}
 * @param password for an environment that has no files
 */
@ConfigurationProperties("millrace.admin.database")
public record DatabaseProperties(
        String url,
        @DefaultValue("admin") String user,
        @Nullable Path passwordFile,
        @Nullable String password) {

    AdminDatabase address() {
        if (passwordFile == null && password == null) {
            throw new IllegalStateException(
                    "millrace.admin.database.password-file is not set, and no password either");
        }
        try {
            return new AdminDatabase(
                    url,
                    user,
                    passwordFile == null
                            ? String.valueOf(password)
                            : Files.readString(passwordFile).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + passwordFile, e);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseProperties[" + url + ", " + user + "]";
    }
}
