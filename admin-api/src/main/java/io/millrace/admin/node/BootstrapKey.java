package io.millrace.admin.node;

import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.ApiKey;
import io.millrace.protocol.access.KeyEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a cluster's first administrator, in a file that only its owner can read. It is never
 * logged. Used by one thread.
 *
 * <p>The file is written first: a crash before the controller knows the key is mended by the next
 * start. When the cluster has an administrator, a file that was taken away stays away.
 */
final class BootstrapKey {
    private static final Logger LOG = LoggerFactory.getLogger(BootstrapKey.class);
    private static final PrincipalName ADMIN = new PrincipalName("admin");

    private final Path file;
    private final BiConsumer<String, KeyEntry> putKey;

    BootstrapKey(Path file, BiConsumer<String, KeyEntry> putKey) {
        this.file = file;
        this.putKey = putKey;
    }

    /**
     * Makes sure that there is an administrator.
     *
     * @throws IllegalStateException if the file holds something else than a key
     */
    void ensure(AccessSnapshot access) {
        if (access.keys().values().stream().anyMatch(KeyEntry::admin)) {
            return;
        }
        ApiKey key = read().orElseGet(this::write);
        putKey.accept(key.id(), new KeyEntry(ADMIN, key.secretSha256(), true));
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("keyId", key.id())
                .log("The cluster had no administrator; the first one's key is in the file");
    }

    private Optional<ApiKey> read() {
        try {
            Optional<ApiKey> key = ApiKey.parse(Files.readString(file).strip());
            if (key.isEmpty()) {
                throw new IllegalStateException(file + " holds no API key");
            }
            return key;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + file, e);
        }
    }

    private ApiKey write() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        ByteBuffer text =
                ByteBuffer.wrap((key.reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
            Path written =
                    Files.createTempFile(
                            file.toAbsolutePath().getParent(),
                            file.getFileName().toString(),
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write " + file, e);
        }
        return key;
    }
}
