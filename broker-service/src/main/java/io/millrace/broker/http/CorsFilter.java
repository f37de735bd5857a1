package io.millrace.broker.http;

import java.time.Duration;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets pages of listed origins use the data plane; of no other, and by default of none. */
@Order(Ordered.HIGHEST_PRECEDENCE + 50) // Before authentication: a preflight has no credentials.
final class CorsFilter implements WebFilter {
    private static final Duration PREFLIGHT_KEPT = Duration.ofHours(2);

    private final boolean isOff;
    private final CorsWebFilter filter;

    CorsFilter(List<String> origins) {
        this.isOff = origins.isEmpty();
        CorsConfiguration rules = new CorsConfiguration();
        rules.setAllowedOrigins(origins);
        rules.setAllowCredentials(true);
        rules.setMaxAge(PREFLIGHT_KEPT);
        rules.setAllowedMethods(
                List.of(
                        HttpMethod.GET.name(),
                        HttpMethod.HEAD.name(),
                        HttpMethod.POST.name(),
                        HttpMethod.PUT.name(),
                        HttpMethod.DELETE.name()));
        // Any header a page asks for: Record-Header-* can't be listed.
        rules.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        rules.setExposedHeaders(
                List.of(
                        "ETag",
                        "Link",
                        "Location",
                        "Record-Key",
                        "Record-Key-Base64",
                        "Record-Partition",
                        "Record-Offset",
                        "Record-Timestamp",
                        "Record-Tombstone",
                        "Producer-Epoch",
                        "Producer-Seq",
                        "Producer-Expected-Seq",
                        "Producer-Received-Seq",
                        "Next-Offset",
                        "High-Watermark",
                        "Log-Start-Offset",
                        "Idempotency-Replayed",
                        "Stream-Error",
                        "X-Request-Id",
                        "Server-Timing",
                        "Retry-After",
                        "Deprecation",
                        "Sunset"));
        UrlBasedCorsConfigurationSource paths = new UrlBasedCorsConfigurationSource();
        paths.registerCorsConfiguration("/v1/**", rules);
        paths.registerCorsConfiguration("/v2/**", rules);
        this.filter = new CorsWebFilter(paths);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isOff ? chain.filter(exchange) : filter.filter(exchange, chain);
    }
}
