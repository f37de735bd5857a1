package io.millrace.admin.access;

import io.millrace.admin.problem.Problems;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.access.Authentication;
import io.millrace.protocol.access.Authenticator;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Lets only administrators use {@code /admin/**}, and changes by cookie only from a page of this
 * origin. It never blocks: everything is decided from the newest snapshot.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class AdminFilter implements WebFilter {

    // Matched as routes are: spelled /%61dmin or /admin;x, a path is still one of these.
    private static final PathPattern ADMIN = pattern("/admin/**");
    private static final PathPattern SESSION = pattern("/admin/v1/session");
    private static final String BASIC = "Basic realm=\"millrace\", charset=\"UTF-8\"";
    private static final List<PathPattern> OPEN =
            List.of(
                    pattern("/admin/v1/health/**"),
                    pattern("/admin/v1/problems/**"),
                    pattern("/admin/v1/openapi.json"));
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Authenticator authenticator;
    private final Clock clock;

    AdminFilter(Authenticator authenticator, Clock clock) {
        this.authenticator = authenticator;
        this.clock = clock;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        PathContainer path = request.getPath().pathWithinApplication();
        if (!ADMIN.matches(path) || isOpen(request.getMethod(), path)) {
            return chain.filter(exchange);
        }
        boolean ofSession = SESSION.matches(path);
        boolean login = ofSession && request.getMethod().equals(HttpMethod.POST);
        boolean logout = ofSession && request.getMethod().equals(HttpMethod.DELETE);
        String authorization = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        String cookie = login ? null : SessionCookie.read(request);
        boolean byCookie = authorization == null && cookie != null;
        if (byCookie && !SAFE.contains(request.getMethod()) && !isSameOrigin(request)) {
            return refuse(
                    exchange,
                    Problem.of(
                            ErrorCode.CSRF_REJECTED,
                            "A change by session cookie needs Sec-Fetch-Site: same-origin or an"
                                    + " X-Requested-With header"));
        }
        return switch (authenticator.authenticate(authorization, cookie, clock.instant())) {
            case Authentication.Refused refused when logout -> chain.filter(exchange);
            case Authentication.Refused(ErrorCode code, String detail) ->
                    refuse(exchange, Problem.of(code, detail));
            case Authentication.Authenticated(var principal, var admin, var cookieUsed) -> {
                if (!admin && !ofSession) {
                    yield refuse(
                            exchange,
                            Problem.of(
                                    ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
                                    principal + " is no administrator"));
                }
                new Caller(principal, admin, cookieUsed).remember(exchange);
                yield chain.filter(exchange);
            }
        };
    }

    private static boolean isOpen(HttpMethod method, PathContainer path) {
        return SAFE.contains(method) && OPEN.stream().anyMatch(open -> open.matches(path));
    }

    private static PathPattern pattern(String pattern) {
        return PathPatternParser.defaultInstance.parse(pattern);
    }

    private static boolean isSameOrigin(ServerHttpRequest request) {
        String site = request.getHeaders().getFirst("Sec-Fetch-Site");
        return "same-origin".equals(site)
                || request.getHeaders().getFirst("X-Requested-With") != null;
    }

    /** A page's own fetch gets no Basic challenge: the browser would ask for a password. */
    private static boolean isFetchOfPage(ServerHttpRequest request) {
        String mode = request.getHeaders().getFirst("Sec-Fetch-Mode");
        return mode != null && !mode.equals("navigate");
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        Problems.addHeaders(response.getHeaders(), problem);
        if (problem.status() == 401 && !isFetchOfPage(exchange.getRequest())) {
            response.getHeaders().add(HttpHeaders.WWW_AUTHENTICATE, BASIC);
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(Problems.json(problem))));
    }
}
