package io.millrace.broker.http.discovery;

import io.millrace.broker.control.Controller;
import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.JsonText;
import io.millrace.broker.http.route.MediaTypes;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.ProducerGrant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ids for producers that send raw batches. Any thread; the controller is asked on virtual threads.
 */
public final class ProducerIdRoutes implements Routes {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final int NAME_LENGTH_MAX = 255;

    private final Controller controller;
    private final BodyReader bodies;
    private final Executor virtualThreads;
    private final ProducerIdBlock block;

    public ProducerIdRoutes(Controller controller, BodyReader bodies, Executor virtualThreads) {
        this.controller = controller;
        this.bodies = bodies;
        this.virtualThreads = virtualThreads;
        this.block = new ProducerIdBlock(controller);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/v1/producers", this::open));
    }

    private Mono<ServerResponse> open(ServerRequest request) {
        String type = MediaTypes.ofBody(request);
        return bodies.read(request)
                .map(
                        body -> {
                            try (body) {
                                return name(type, body.bytes(), body.size());
                            }
                        })
                .flatMap(
                        name ->
                                Mono.fromFuture(
                                        () ->
                                                CompletableFuture.supplyAsync(
                                                        () ->
                                                                name.map(controller::openProducer)
                                                                        .orElseGet(block::next),
                                                        virtualThreads)))
                .flatMap(ProducerIdRoutes::answer);
    }

    private static Mono<ServerResponse> answer(ProducerGrant grant) {
        JsonBytes body = new JsonBytes(64);
        body.raw(JsonBytes.ascii("{\"producer_id\":")).number(grant.producerId());
        body.raw(JsonBytes.ascii(",\"producer_epoch\":")).number(grant.epoch());
        return Replies.json(ServerResponse.status(201), body.raw('}'));
    }

    private static Optional<String> name(String type, byte[] bytes, int size) {
        if (size == 0) {
            return Optional.empty();
        }
        if (!type.equals(MediaTypes.JSON)) {
            throw MediaTypes.unsupported(type, List.of(MediaTypes.JSON));
        }
        JsonNode document;
        try {
            document = MAPPER.readTree(bytes, 0, size);
        } catch (JacksonException e) {
            throw Problem.of(ErrorCode.INVALID_JSON, JsonText.describe(e)).asException();
        }
        if (!document.isObject()) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "The body must be an object").asException();
        }
        for (String field : document.propertyNames()) {
            if (!field.equals("name")) {
                throw Problem.of(ErrorCode.UNKNOWN_FIELD, "There is only the field name")
                        .with("field", field)
                        .asException();
            }
        }
        JsonNode name = document.get("name");
        if (name == null) {
            return Optional.empty();
        }
        if (!name.isString()
                || name.stringValue().isEmpty()
                || name.stringValue().length() > NAME_LENGTH_MAX) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "name must have 1 to 255 characters")
                    .with("field", "name")
                    .asException();
        }
        return Optional.of(name.stringValue());
    }
}
