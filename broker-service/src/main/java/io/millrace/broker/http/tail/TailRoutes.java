package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.broker.http.stream.StreamRequest;
import io.millrace.broker.http.stream.StreamResponses;
import io.millrace.broker.http.stream.VirtualThreads;
import io.millrace.broker.http.stream.Wakeup;
import io.millrace.broker.http.tail.SseTailFrames.Dialect;
import io.millrace.broker.http.tail.TailQuery.Format;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** `GET /v1/tail` and `GET /v1/topics/{topic}/records`, by `Accept` as a page, lines or events. */
final class TailRoutes implements Routes {
    private static final List<MediaType> OFFERED =
            List.of(
                    MediaType.APPLICATION_JSON,
                    MediaType.TEXT_EVENT_STREAM,
                    MediaType.APPLICATION_NDJSON);

    private final TailService service;
    private final StreamResponses streams;

    TailRoutes(TailService service, StreamResponses streams) {
        this.service = service;
        this.streams = streams;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/tail", request -> tail(request, Optional.empty())),
                Route.get(
                        "/v1/topics/{topic}/records",
                        request -> tail(request, Optional.of(request.pathVariable("topic")))));
    }

    private Mono<ServerResponse> tail(ServerRequest request, Optional<String> topic) {
        return Mono.defer(
                () -> {
                    StreamRequest stream = StreamRequest.of(request);
                    TailQuery query =
                            TailQuery.of(request.queryParams(), topic, stream.lastEventId());
                    MediaType type =
                            StreamRequest.choose(request, OFFERED)
                                    .orElseThrow(() -> StreamRequest.notAcceptable(OFFERED));
                    if (type.equals(MediaType.TEXT_EVENT_STREAM)) {
                        return streams.stream(
                                service.wish(
                                        stream,
                                        query,
                                        StreamResponses.SSE,
                                        CursorRoom.EVENT_ID,
                                        at -> service.sse(at, query, Dialect.MILLRACE)));
                    }
                    if (query.format() == Format.VALUE) {
                        throw Problem.of(
                                        ErrorCode.INVALID_REQUEST,
                                        "format=value goes with text/event-stream only")
                                .with("field", "format")
                                .asException();
                    }
                    return type.equals(MediaType.APPLICATION_NDJSON)
                            ? streams.stream(
                                    service.wish(
                                            stream,
                                            query,
                                            type,
                                            CursorRoom.QUERY,
                                            at -> service.ndjson(at, query)))
                            : page(stream, query);
                });
    }

    private Mono<ServerResponse> page(StreamRequest request, TailQuery query) {
        Wakeup wakeup = new Wakeup();
        AtomicBoolean unwanted = new AtomicBoolean();
        return VirtualThreads.call(
                        "tail-page",
                        () -> page(query, wakeup, unwanted),
                        () -> {
                            unwanted.set(true);
                            wakeup.call();
                        })
                .flatMap(document -> service.pageAnswers().json(request.channel(), document));
    }

    private JsonBytes page(TailQuery query, Wakeup wakeup, AtomicBoolean unwanted) {
        return switch (service.open(query)) {
            case TailOpening.Opened opened -> {
                CursorRoom.QUERY.check(opened);
                yield service.page(opened, query, wakeup, unwanted::get);
            }
            case TailOpening.Gone gone -> throw gone.problem().asException();
            case TailOpening.Refused(Problem problem) -> throw problem.asException();
        };
    }
}
