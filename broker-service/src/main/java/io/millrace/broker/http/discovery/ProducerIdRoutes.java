package io.millrace.broker.http.discovery;

import io.millrace.broker.control.Controller;
import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.body.JsonBodies;
import io.millrace.broker.http.body.JsonFields;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.protocol.control.ProducerGrant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Ids for producers that send raw batches. Any thread; the controller is asked on virtual threads.
 */
public final class ProducerIdRoutes implements Routes {
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
        return JsonBodies.fields(request, bodies, Set.of("name"))
                .map(ProducerIdRoutes::name)
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

    private static Optional<String> name(JsonFields body) {
        Optional<String> name = body.text("name");
        if (name.filter(text -> text.isEmpty() || text.length() > NAME_LENGTH_MAX).isPresent()) {
            throw JsonFields.invalid("name", "must have 1 to 255 characters");
        }
        return name;
    }
}
