package io.millrace.broker.http.tail;

import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.broker.http.stream.StreamRequest;
import io.millrace.broker.http.stream.StreamResponses;
import io.millrace.broker.http.tail.SseTailFrames.Dialect;
import io.millrace.broker.http.tail.cursor.EventStreamsId;
import io.millrace.broker.http.tail.cursor.InvalidCursorException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** `GET /v2/stream/{streams}` as Wikimedia EventStreams has it: values of topics as events. */
final class EventStreamsRoutes implements Routes {
    private static final List<MediaType> OFFERED =
            List.of(
                    MediaType.TEXT_EVENT_STREAM,
                    MediaType.APPLICATION_JSON,
                    MediaType.APPLICATION_NDJSON);

    private final TailService service;
    private final StreamResponses streams;

    EventStreamsRoutes(TailService service, StreamResponses streams) {
        this.service = service;
        this.streams = streams;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/v2/stream/{streams}", this::stream));
    }

    private Mono<ServerResponse> stream(ServerRequest request) {
        return Mono.defer(
                () -> {
                    StreamRequest stream = StreamRequest.of(request);
                    List<String> names = List.of(request.pathVariable("streams").split(",", -1));
                    TailQuery query =
                            TailQuery.ofValues(
                                    names, start(request.queryParams(), stream.lastEventId()));
                    MediaType type =
                            StreamRequest.choose(request, OFFERED)
                                    .orElseThrow(() -> StreamRequest.notAcceptable(OFFERED));
                    return streams.stream(
                            type.equals(MediaType.TEXT_EVENT_STREAM)
                                    ? service.wish(
                                            stream,
                                            query,
                                            StreamResponses.SSE,
                                            CursorRoom.EVENT_STREAMS_ID,
                                            at -> service.sse(at, query, Dialect.EVENT_STREAMS))
                                    : service.wish(
                                            stream,
                                            query,
                                            type,
                                            CursorRoom.QUERY,
                                            at -> new ValueLines()));
                });
    }

    private static TailStart start(
            MultiValueMap<String, String> parameters, Optional<String> lastEventId) {
        TailParameters query = new TailParameters(new LinkedMultiValueMap<>(parameters));
        TailStart since =
                query.text("since")
                        .<TailStart>map(
                                text -> new TailStart.At(TailQuery.timestamp("since", text)))
                        .orElse(new TailStart.Latest());
        return lastEventId
                .filter(id -> !id.isEmpty())
                .or(() -> query.text("lastEventId"))
                .or(() -> query.text("last_event_id"))
                .map(id -> assigned(id, since))
                .orElse(since);
    }

    private static TailStart assigned(String id, TailStart since) {
        try {
            return new TailStart.Assigned(EventStreamsId.parse(id), since);
        } catch (InvalidCursorException e) {
            throw Problem.of(ErrorCode.INVALID_CURSOR, "The id can't be read: " + e.getMessage())
                    .asException();
        }
    }
}
