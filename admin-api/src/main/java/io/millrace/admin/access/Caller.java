package io.millrace.admin.access;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.Problem;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who makes a request.
 *
 * @param admin whether it may do everything
 * @param byCookie whether a session cookie said so
 */
public record Caller(PrincipalName principal, boolean admin, boolean byCookie) {

    private static final String ATTRIBUTE = Caller.class.getName();

    /** The caller that the filter has let in. */
    public static Caller of(ServerWebExchange exchange) {
        return find(exchange)
                .orElseThrow(
                        () ->
                                Problem.of(
                                                ErrorCode.UNAUTHENTICATED,
                                                "The request has no credentials")
                                        .asException());
    }

    /** The caller, if the request has credentials that hold. */
    public static Optional<Caller> find(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }

    void remember(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }
}
