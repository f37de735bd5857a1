package io.millrace.protocol.access;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of a person or program, written {@code mr_<id>_<secret>}. The id may be known to all; of
 * the secret only the hash is stored.
 */
public record ApiKey(String id, String secret) {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 12;

    /** 43 characters of 62 are 256 bits. */
    private static final int SECRET_LENGTH = 43;

    private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{1,32}");
    private static final Pattern SECRET = Pattern.compile("[0-9A-Za-z]{16,128}");
    private static final Pattern WHOLE =
            Pattern.compile("mr_([0-9A-Za-z]{1,32})_([0-9A-Za-z]{16,128})");

    public ApiKey {
        if (!ID.matcher(id).matches() || !SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException("Not an API key");
        }
    }

    public static ApiKey generate(SecureRandom random) {
        return new ApiKey(text(random, ID_LENGTH), text(random, SECRET_LENGTH));
    }

    /** Reads {@code mr_<id>_<secret>}; empty for any other text. */
    public static Optional<ApiKey> parse(String text) {
        Matcher matcher = WHOLE.matcher(text);
        return matcher.matches()
                ? Optional.of(new ApiKey(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** The whole key. It is shown once to its owner and never logged. */
    public String reveal() {
        return "mr_" + id + "_" + secret;
    }

    /** What is stored in place of the secret. */
    public byte[] secretSha256() {
        return Secrets.sha256(secret);
    }

    @Override
    public String toString() {
        return "mr_" + id + "_***";
    }

    private static String text(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
