package io.millrace.standalone.directory;

import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file {@code admin.key}, readable by its owner only. */
public final class AdminKeyFile {

    private final Path file;

    public AdminKeyFile(Path file) {
        this.file = file;
    }

    /**
     * The key in the file, if the file is there.
     *
     * @throws StartRefused when the file holds something else
     */
    public Optional<ApiKey> read() {
        try {
            Optional<ApiKey> key = ApiKey.parse(Files.readString(file).strip());
            if (key.isEmpty()) {
                throw new StartRefused(
                        file + " holds no API key: put it back as it was, or delete it.");
            }
            return key;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StartRefused("Can't read " + file + ": " + e.getMessage(), e);
        }
    }

    public void write(ApiKey key) {
        try {
            DataDirectory.writeOwnerOnly(file, key.reveal() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
