package io.millrace.protocol.access;

import io.millrace.protocol.PrincipalName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A principal's session in a browser until its expiry, as a text that any process with the secret
 * can verify: {@code s1.<principal>.<expiry, epoch seconds>.<HMAC-SHA256>}.
 */
public record SessionToken(PrincipalName principal, Instant expiry) {
    private static final String VERSION = "s1";
    private static final int MAX_LENGTH = 2000;

    public static SessionToken issue(PrincipalName principal, Instant expiry) {
        return new SessionToken(principal, Instant.ofEpochSecond(expiry.getEpochSecond()));
    }

    /** The signed text. It is a secret of its bearer. */
    public String sign(byte[] secret) {
        String name = encode(principal.value().getBytes(StandardCharsets.UTF_8));
        String claims = VERSION + "." + name + "." + expiry.getEpochSecond();
        return claims + "." + encode(Secrets.hmacSha256(secret, claims));
    }

    /**
     * The token of a text that was signed with this secret, expired or not; empty for any other
     * text. Whoever calls asks {@link #isExpired}.
     */
    public static Optional<SessionToken> verify(String text, byte[] secret) {
        int end = text.lastIndexOf('.');
        if (end < 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String claims = text.substring(0, end);
        try {
            byte[] given = Base64.getUrlDecoder().decode(text.substring(end + 1));
            if (!MessageDigest.isEqual(given, Secrets.hmacSha256(secret, claims))) {
                return Optional.empty();
            }
            String[] parts = claims.split("\\.", -1);
            if (parts.length != 3 || !parts[0].equals(VERSION)) {
                return Optional.empty();
            }
            byte[] name = Base64.getUrlDecoder().decode(parts[1]);
            return Optional.of(
                    new SessionToken(
                            new PrincipalName(new String(name, StandardCharsets.UTF_8)),
                            Instant.ofEpochSecond(Long.parseLong(parts[2]))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiry);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
