package io.millrace.protocol.access;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.access.Authentication.Authenticated;
import io.millrace.protocol.access.Authentication.Refused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who makes a request, from the newest snapshot. Any thread. Takes the same time for a
 * wrong secret as for an unknown key, and never says which of the two it was.
 */
public final class Authenticator {
    private static final byte[] NO_SECRET = new byte[32];

    private final Supplier<AccessSnapshot> access;

    public Authenticator(Supplier<AccessSnapshot> access) {
        this.access = access;
    }

    /**
     * @param authorizationHeader {@code Basic <base64 of id:secret>} or {@code Bearer
     *     mr_<id>_<secret>}; it counts before the cookie
     * @param sessionCookie the value of the session cookie
     */
    public Authentication authenticate(
            @Nullable String authorizationHeader, @Nullable String sessionCookie, Instant now) {
        if (authorizationHeader != null) {
            return byHeader(authorizationHeader);
        }
        if (sessionCookie != null) {
            return byCookie(sessionCookie, now);
        }
        return new Refused(ErrorCode.UNAUTHENTICATED, "The request has no credentials");
    }

    private Authentication byHeader(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String credentials = space < 0 ? "" : header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Basic")) {
            return basic(credentials).map(this::byKey).orElseGet(Authenticator::wrong);
        }
        if (scheme.equalsIgnoreCase("Bearer")) {
            return ApiKey.parse(credentials).map(this::byKey).orElseGet(Authenticator::wrong);
        }
        return new Refused(
                ErrorCode.UNAUTHENTICATED, "The Authorization header is neither Basic nor Bearer");
    }

    private Authentication byKey(ApiKey key) {
        KeyEntry entry = access.get().keys().get(key.id());
        byte[] given = key.secretSha256();
        if (entry == null) {
            boolean _ = MessageDigest.isEqual(NO_SECRET, given);
            return wrong();
        }
        return entry.admits(given)
                ? new Authenticated(entry.principal(), entry.admin(), false)
                : wrong();
    }

    private Authentication byCookie(String cookie, Instant now) {
        AccessSnapshot snapshot = access.get();
        Optional<SessionToken> token = SessionToken.verify(cookie, snapshot.tokenSecret());
        if (token.isEmpty()) {
            return new Refused(ErrorCode.UNAUTHENTICATED, "The session is not known");
        }
        if (token.get().isExpired(now)) {
            return new Refused(ErrorCode.TOKEN_EXPIRED, "The session has expired");
        }
        Optional<Boolean> admin = snapshot.adminOf(token.get().principal());
        if (admin.isEmpty()) {
            return new Refused(
                    ErrorCode.UNAUTHENTICATED, "The session's principal has no key any more");
        }
        return new Authenticated(token.get().principal(), admin.get(), true);
    }

    private static Optional<ApiKey> basic(String credentials) {
        try {
            byte[] bytes = Base64.getDecoder().decode(credentials);
            String pair = new String(bytes, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new ApiKey(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Authentication wrong() {
        return new Refused(ErrorCode.UNAUTHENTICATED, "The API key is wrong or unknown");
    }
}
