package io.millrace.broker.http.auth;

import io.millrace.protocol.PrincipalName;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who makes a request.
 *
 * @param principal empty for everybody, who may read topics with {@code read=anonymous}
 */
public record Caller(Optional<PrincipalName> principal) {
    public static final Caller EVERYBODY = new Caller(Optional.empty());

    private static final String ATTRIBUTE = Caller.class.getName();

    public static Caller of(ServerRequest request) {
        return of(request.exchange());
    }

    public static Caller of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(ATTRIBUTE, EVERYBODY);
    }

    /** The principal's name; empty for everybody. */
    public String name() {
        return principal.map(PrincipalName::value).orElse("");
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }
}
