package io.millrace.broker.http.route;

import io.millrace.broker.http.problem.ProblemExceptionHandler;
import io.millrace.broker.http.problem.Problems;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Puts the operations of all features together: a path is matched once, then the method decides, so
 * that another method is answered 405 with {@code Allow}, and another path below /v1 and /v2 404.
 */
public final class RouteTable {
    private RouteTable() {}

    public static RouterFunction<ServerResponse> of(Collection<? extends Routes> features) {
        Map<String, Map<String, HandlerFunction<ServerResponse>>> paths = new LinkedHashMap<>();
        for (Routes feature : features) {
            for (Route route : feature.routes()) {
                paths.computeIfAbsent(route.path(), p -> new TreeMap<>())
                        .put(route.method().name(), route.handler());
            }
        }
        RouterFunctions.Builder table = RouterFunctions.route();
        paths.forEach(
                (path, methods) ->
                        table.route(
                                RequestPredicates.path(path),
                                request -> byMethod(request, methods)));
        return table.route(
                        RequestPredicates.path("/v1/**").or(RequestPredicates.path("/v2/**")),
                        RouteTable::notFound)
                .filter(
                        (request, next) ->
                                Mono.defer(() -> next.handle(request))
                                        .onErrorResume(
                                                error ->
                                                        ProblemExceptionHandler.answer(
                                                                request, error)))
                .build();
    }

    private static Mono<ServerResponse> byMethod(
            ServerRequest request, Map<String, HandlerFunction<ServerResponse>> methods) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        String method = head ? "GET" : request.method().name();
        HandlerFunction<ServerResponse> handler = methods.get(method);
        if (handler != null) {
            return handler.handle(request);
        }
        String allow = methods.keySet().stream().collect(Collectors.joining(", "));
        if (methods.containsKey("GET")) {
            allow += ", HEAD";
        }
        return Mono.error(
                Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "Only " + allow + " here")
                        .with(Problems.ALLOW, allow)
                        .asException());
    }

    private static Mono<ServerResponse> notFound(ServerRequest request) {
        return Mono.error(
                Problem.of(ErrorCode.NOT_FOUND, "There is nothing at this path").asException());
    }
}
