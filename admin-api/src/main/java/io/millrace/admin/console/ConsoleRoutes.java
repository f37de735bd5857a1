package io.millrace.admin.console;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.net.URI;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Serves the console from the class path: {@code /} leads to it, its files never change under their
 * hashed names, and any other path below it is one of its pages.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleRoutes {

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
                    + " data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri"
                    + " 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final Resource INDEX = new ClassPathResource("/console/index.html");

    @Bean
    RouterFunction<ServerResponse> console() {
        return route().route(read("/"), request -> redirect())
                .route(read("/console"), request -> redirect())
                .route(read("/console/**"), ConsoleRoutes::file)
                .build();
    }

    private static RequestPredicate read(String path) {
        return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(path));
    }

    private static Mono<ServerResponse> redirect() {
        return ServerResponse.temporaryRedirect(URI.create("/console/")).build();
    }

    private static Mono<ServerResponse> file(ServerRequest request) {
        String path = request.path();
        if (path.contains("..") || path.contains("\\") || path.contains("%")) {
            return ServerResponse.notFound().build();
        }
        boolean hashed = path.startsWith("/console/assets/");
        boolean named = path.lastIndexOf('.') > path.lastIndexOf('/');
        Resource file = new ClassPathResource(path);
        // Names of topics have dots, too: what is no file is one of the console's pages.
        Resource resource = hashed || (named && file.isReadable()) ? file : INDEX;
        if (!resource.isReadable() || (hashed && !named)) {
            return hashed ? ServerResponse.notFound().build() : notBuilt();
        }
        return ServerResponse.ok()
                .contentType(
                        MediaTypeFactory.getMediaType(resource)
                                .orElse(MediaType.APPLICATION_OCTET_STREAM))
                .cacheControl(
                        hashed
                                ? CacheControl.maxAge(Duration.ofDays(365))
                                        .cachePublic()
                                        .immutable()
                                : CacheControl.noCache())
                .headers(ConsoleRoutes::secure)
                .bodyValue(resource);
    }

    private static Mono<ServerResponse> notBuilt() {
        return ServerResponse.status(404)
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("This build has no console.\n");
    }

    private static void secure(HttpHeaders headers) {
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
}
