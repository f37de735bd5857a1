package io.millrace.broker.http.discovery;

import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What everybody may know without credentials: the error codes and the OpenAPI document. */
public final class ReferenceRoutes implements Routes {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/problems", _ -> all()),
                Route.get("/v1/problems/{code}", ReferenceRoutes::one),
                Route.get("/v1/openapi.json", _ -> json(OpenApiDocument.json())));
    }

    private static Mono<ServerResponse> all() {
        List<?> codes = Stream.of(ErrorCode.values()).map(ReferenceRoutes::describe).toList();
        return json(MAPPER.writeValueAsBytes(Map.of("problems", codes)));
    }

    private static Mono<ServerResponse> one(ServerRequest request) {
        String wanted = request.pathVariable("code");
        return Stream.of(ErrorCode.values())
                .filter(code -> code.code().equals(wanted))
                .findFirst()
                .map(code -> json(MAPPER.writeValueAsBytes(describe(code))))
                .orElseThrow(
                        () ->
                                Problem.of(ErrorCode.NOT_FOUND, "There is no such code")
                                        .asException());
    }

    private static Map<String, Object> describe(ErrorCode code) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("type", Problem.TYPE_PREFIX + code.code());
        description.put("code", code.code());
        description.put("status", code.httpStatus());
        description.put("title", code.title());
        description.put("retriable", code.retriable());
        Map<String, Object> kafka = new LinkedHashMap<>();
        kafka.put("code", code.kafkaCode());
        kafka.put("name", code.kafkaName());
        description.put("kafka_error", kafka);
        description.put("meaning", code.meaning());
        description.put("remedy", code.remedy());
        return description;
    }

    private static Mono<ServerResponse> json(byte[] body) {
        return Replies.bytes(
                ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Cache-Control", "max-age=300"),
                body);
    }
}
