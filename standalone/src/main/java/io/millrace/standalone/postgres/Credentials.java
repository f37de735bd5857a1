package io.millrace.standalone.postgres;

import io.millrace.standalone.directory.DataDirectory;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

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
            DataDirectory.writeOwnerOnly(file, text.toString());
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

    @Override
    public String toString() {
        return "Credentials" + passwords.keySet();
    }
}
