package io.millrace.broker.http.route;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * One operation.
 *
 * @param path a pattern such as {@code /v1/topics/{topic}/records}
 */
public record Route(HttpMethod method, String path, HandlerFunction<ServerResponse> handler) {
    public static Route get(String path, HandlerFunction<ServerResponse> handler) {
        return new Route(HttpMethod.GET, path, handler);
    }

    public static Route post(String path, HandlerFunction<ServerResponse> handler) {
        return new Route(HttpMethod.POST, path, handler);
    }
}
