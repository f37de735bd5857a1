package io.millrace.admin.access;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The session's cookie: {@code __Host-session}, which browsers take over TLS only, or {@code
 * session} on loopback without TLS.
 */
public final class SessionCookie {

    private static final String SECURE = "__Host-session";
    private static final String PLAIN = "session";

    private SessionCookie() {}

    static @Nullable String read(ServerHttpRequest request) {
        HttpCookie cookie = request.getCookies().getFirst(SECURE);
        if (cookie == null && isPlainLoopback(request)) {
            cookie = request.getCookies().getFirst(PLAIN);
        }
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    /** A new cookie; an empty value of no age takes the present one away. */
    public static ResponseCookie make(ServerHttpRequest request, String value, Duration age) {
        boolean plain = isPlainLoopback(request);
        return ResponseCookie.from(plain ? PLAIN : SECURE, value)
                .httpOnly(true)
                .secure(!plain)
                .sameSite("Strict")
                .path("/")
                .maxAge(age)
                .build();
    }

    private static boolean isPlainLoopback(ServerHttpRequest request) {
        InetSocketAddress local = request.getLocalAddress();
        return request.getSslInfo() == null
                && request.getHeaders().getFirst("X-Forwarded-Proto") == null
                && local != null
                && local.getAddress() != null
                && local.getAddress().isLoopbackAddress();
    }
}
