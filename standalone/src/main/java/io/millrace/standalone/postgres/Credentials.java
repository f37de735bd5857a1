package io.millrace.standalone.postgres;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * The generated passwords of the database's roles, in a file that only its owner can read.
 *
 * <p>The file is complete or absent: it is written beside its name, synced and renamed.
 */
final class Credentials {

    private final Properties passwords;

    private Credentials(Properties passwords) {
        this.passwords = passwords;
    }

    static Credentials loadOrGenerate(Path file, List<String> roles, SecureRandom random)
            throws IOException {
        Properties passwords = new Properties();
        if (Files.exists(file)) {
            passwords.load(new StringReader(Files.readString(file)));
        }
        boolean complete = roles.stream().allMatch(passwords::containsKey);
        if (!complete) {
            for (String role : roles) {
                byte[] secret = new byte[24];
                random.nextBytes(secret);
                passwords.putIfAbsent(role, HexFormat.of().formatHex(secret));
            }
            StringWriter text = new StringWriter();
            passwords.store(text, "Passwords of the embedded PostgreSQL");
            writeOwnerOnly(file, text.toString());
        }
        return new Credentials(passwords);
    }

    String password(String role) {
        String password = passwords.getProperty(role);
        if (password == null) {
            throw new IllegalArgumentException("no such role: " + role);
        }
        return password;
    }

    static void writeOwnerOnly(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public String toString() {
        return "Credentials" + passwords.keySet();
    }
}
