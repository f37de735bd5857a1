package io.millrace.broker.http.auth;

import io.millrace.broker.http.problem.RequestId;
import io.millrace.broker.http.scope.DataPlanePaths;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.access.Authentication;
import io.millrace.protocol.access.Authentication.Authenticated;
import io.millrace.protocol.access.Authentication.Refused;
import io.millrace.protocol.access.Authenticator;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets requests of the data plane pass that have good credentials, read topics open to everybody,
 * or ask for what is no secret: the list of problems and the OpenAPI document. Any thread.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
public final class AuthFilter implements WebFilter {
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Authenticator authenticator;
    private final AnonymousReads anonymousReads;
    private final InstantSource clock;

    public AuthFilter(Authenticator authenticator, Topics topics, InstantSource clock) {
        this.authenticator = authenticator;
        this.anonymousReads = new AnonymousReads(topics);
        this.clock = clock;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!DataPlanePaths.cover(request)) {
            return chain.filter(exchange);
        }
        exchange.getResponse().getHeaders().set(RequestId.HEADER, RequestId.of(exchange));
        if (DataPlanePaths.arePublic(request)) {
            return chain.filter(exchange);
        }
        String authorization = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        String cookie = sessionCookie(request);
        if (authorization == null && cookie == null && anonymousReads.covers(request)) {
            return chain.filter(exchange);
        }
        Authentication authentication =
                authenticator.authenticate(authorization, cookie, clock.instant());
        return switch (authentication) {
            case Authenticated caller when caller.byCookie() && !isOfThisOrigin(request) ->
                    refuse(
                            ErrorCode.CSRF_REJECTED,
                            "A change with a session cookie needs X-Requested-With or"
                                    + " Sec-Fetch-Site: same-origin");
            case Authenticated caller -> {
                new Caller(Optional.of(caller.principal())).attachTo(exchange);
                yield chain.filter(exchange);
            }
            case Refused refused -> {
                challenge(request, exchange.getResponse().getHeaders());
                yield refuse(refused.code(), refused.detail());
            }
        };
    }

    /**
     * Why a request that was let pass would be refused now, if so: its key was revoked, its session
     * has expired, its topics are not open to everybody any more. For streams, which outlive all
     * that.
     */
    public Optional<Problem> objection(ServerHttpRequest request) {
        String authorization = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        String cookie = sessionCookie(request);
        if (authorization == null && cookie == null && anonymousReads.covers(request)) {
            return Optional.empty();
        }
        return authenticator.authenticate(authorization, cookie, clock.instant())
                        instanceof Refused(ErrorCode code, String detail)
                ? Optional.of(Problem.of(code, detail))
                : Optional.empty();
    }

    private static @Nullable String sessionCookie(ServerHttpRequest request) {
        HttpCookie secure = request.getCookies().getFirst("__Host-session");
        HttpCookie plain = request.getCookies().getFirst("session");
        return secure != null ? secure.getValue() : plain != null ? plain.getValue() : null;
    }

    private static boolean isOfThisOrigin(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        return SAFE.contains(request.getMethod())
                || "same-origin".equals(headers.getFirst("Sec-Fetch-Site"))
                || headers.containsHeader("X-Requested-With");
    }

    /** A page's own fetch gets no Basic challenge: the browser would ask for a password. */
    private static void challenge(ServerHttpRequest request, HttpHeaders answer) {
        String mode = request.getHeaders().getFirst("Sec-Fetch-Mode");
        answer.add(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"millrace\"");
        if (mode == null || mode.equals("navigate")) {
            answer.add(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"millrace\", charset=\"UTF-8\"");
        }
    }

    private static Mono<Void> refuse(ErrorCode code, String detail) {
        return Mono.error(Problem.of(code, detail).asException());
    }
}
