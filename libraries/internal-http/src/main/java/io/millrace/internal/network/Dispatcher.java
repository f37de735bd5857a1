package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;
import io.millrace.internal.network.Routes.Route;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Brings requests to their handlers and answers back. Runs on event loops. */
final class Dispatcher {
    private final Routes routes;
    private final CallRunner runner;

    Dispatcher(Routes routes, CallRunner runner) {
        this.routes = routes;
        this.runner = runner;
    }

    Publisher<Void> dispatch(HttpServerRequest request, HttpServerResponse response) {
        NodeId caller = PeerWatch.callerOf(request);
        String path = request.fullPath();
        Optional<Route> route = routes.at(path);
        if (route.isPresent()) {
            return request.method().equals(HttpMethod.POST)
                    ? call(route.get(), path, caller, request)
                            .flatMap(answer -> Mono.from(answer.sendTo(response)))
                    : refusal(ErrorCode.METHOD_NOT_ALLOWED, "Calls are made by POST")
                            .sendTo(response);
        }
        return routes.rawAt(path)
                .map(handler -> handler.handle(caller, request, response))
                .orElseGet(
                        () ->
                                refusal(ErrorCode.NOT_FOUND, "There is nothing at " + path)
                                        .sendTo(response));
    }

    private Mono<Answer> call(Route route, String path, NodeId caller, HttpServerRequest request) {
        return Mono.defer(
                () -> {
                    if (!runner.tryTake()) {
                        return Mono.just(
                                refusal(ErrorCode.OVERLOADED, "Too many calls are running"));
                    }
                    // The place is the handler's from its start, and else given back here.
                    AtomicBoolean taken = new AtomicBoolean();
                    return request.receive()
                            .collect(() -> bodyOf(request, route), BodyBuffer::add)
                            .flatMap(
                                    body ->
                                            taken.getAndSet(true)
                                                    ? Mono.<Answer>empty()
                                                    : Mono.fromFuture(
                                                            runner.run(
                                                                    path,
                                                                    route.handler(),
                                                                    caller,
                                                                    body.content()),
                                                            true))
                            .onErrorResume(
                                    MillraceException.class, e -> Mono.just(Answer.of(e.problem())))
                            .doFinally(
                                    _ -> {
                                        if (!taken.getAndSet(true)) {
                                            runner.give();
                                        }
                                    });
                });
    }

    private static BodyBuffer bodyOf(HttpServerRequest request, Route route) {
        String announced = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        return new BodyBuffer(announced == null ? -1 : Long.parseLong(announced), route.bytesMax());
    }

    private static Answer refusal(ErrorCode code, String detail) {
        return Answer.of(Problem.of(code, detail));
    }
}
