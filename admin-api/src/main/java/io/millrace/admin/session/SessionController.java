package io.millrace.admin.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.access.Caller;
import io.millrace.admin.access.SessionCookie;
import io.millrace.admin.audit.AuditLog;
import io.millrace.admin.json.Times;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.access.SessionToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Exchanges an API key for a cookie that any process of the cluster can verify. */
@RestController
final class SessionController {

    private static final String PATH = "/admin/v1/session";
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final Supplier<AccessSnapshot> access;
    private final AuditLog audit;
    private final Clock clock;

    SessionController(Supplier<AccessSnapshot> access, AuditLog audit, Clock clock) {
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** What the API says of a caller. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Session(
            String principal, boolean admin, String authenticatedBy, @Nullable String expiresAt) {}

    @GetMapping(PATH)
    Session show(ServerWebExchange exchange) {
        Caller caller = Caller.of(exchange);
        return new Session(
                caller.principal().value(),
                caller.admin(),
                caller.byCookie() ? "session" : "api_key",
                null);
    }

    @PostMapping(PATH)
    ResponseEntity<Session> login(ServerWebExchange exchange) {
        Caller caller = Caller.of(exchange);
        Instant expiry = clock.instant().plus(LIFETIME);
        String token =
                SessionToken.issue(caller.principal(), expiry).sign(access.get().tokenSecret());
        audit.begin(caller.principal(), "login", "session", caller.principal().value()).succeeded();
        return ResponseEntity.created(URI.create(PATH))
                .header(
                        HttpHeaders.SET_COOKIE,
                        SessionCookie.make(exchange.getRequest(), token, LIFETIME).toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(
                        new Session(
                                caller.principal().value(),
                                caller.admin(),
                                "session",
                                Times.text(expiry)));
    }

    @DeleteMapping(PATH)
    ResponseEntity<Void> logout(ServerWebExchange exchange) {
        Caller.find(exchange)
                .ifPresent(
                        caller ->
                                audit.begin(
                                                caller.principal(),
                                                "logout",
                                                "session",
                                                caller.principal().value())
                                        .succeeded());
        return ResponseEntity.noContent()
                .header(
                        HttpHeaders.SET_COOKIE,
                        SessionCookie.make(exchange.getRequest(), "", Duration.ZERO).toString())
                .build();
    }
}
