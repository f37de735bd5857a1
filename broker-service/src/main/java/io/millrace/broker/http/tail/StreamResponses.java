package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.limits.AtLatestOnClose;
import io.millrace.broker.http.problem.Problems;
import io.millrace.broker.http.tail.TailOpening.Opened;
import io.millrace.broker.http.tail.frame.SseFrames;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Turns an opened subscription into an endless response, and what was refused into an answer. */
final class StreamResponses {
    static final MediaType SSE = MediaType.parseMediaType("text/event-stream;charset=utf-8");

    private static final Duration COME_BACK = Duration.ofSeconds(30);
    private static final Duration COME_BACK_SOON = Duration.ofMillis(500);

    private final TailService service;
    private final StreamCredentials credentials;

    StreamResponses(TailService service, StreamCredentials credentials) {
        this.service = service;
        this.credentials = credentials;
    }

    /** What a stream is made from. */
    record Wish(
            StreamRequest request,
            TailQuery query,
            MediaType type,
            CursorRoom room,
            Function<TailPositions, TailFrames> frames) {
        boolean isSse() {
            return type.equals(SSE);
        }
    }

    Mono<ServerResponse> stream(Wish wish) {
        if (service.streams().isDraining()) {
            return refuse(
                    wish, Problem.of(ErrorCode.BROKER_DRAINING, "This process is going down"));
        }
        return switch (service.streams().enter(wish.request().principal())) {
            case StreamPlaces.Full(Problem problem) -> refuse(wish, problem);
            case StreamPlaces.Place place -> {
                Channel channel = wish.request().channel();
                Runnable leave = AtLatestOnClose.of(channel, place::leave);
                yield VirtualThreads.call("tail-open", () -> service.open(wish.query()))
                        .flatMap(opening -> answer(wish, leave, channel, opening))
                        .doOnError(_ -> leave.run());
            }
        };
    }

    private Mono<ServerResponse> answer(
            Wish wish, Runnable leave, Channel channel, TailOpening opening) {
        Optional<Problem> objection =
                opening instanceof Opened opened ? wish.room().objection(opened) : Optional.empty();
        if (opening instanceof Opened opened && objection.isEmpty() && !wish.request().head()) {
            return run(wish, leave, channel, opened);
        }
        leave.run();
        return switch (opening) {
            case Opened _ when objection.isPresent() -> Mono.error(objection.get().asException());
            case Opened _ -> headers(wish).build();
            case TailOpening.Gone ignored when wish.isSse() ->
                    ServerResponse.status(HttpStatus.NO_CONTENT).build();
            case TailOpening.Gone gone -> Mono.error(gone.problem().asException());
            case TailOpening.Refused(Problem problem) -> refuse(wish, problem);
        };
    }

    private Mono<ServerResponse> run(Wish wish, Runnable leave, Channel channel, Opened opened) {
        TailFrames frames = wish.frames().apply(opened.positions());
        Wakeup wakeup = new Wakeup();
        return headers(wish)
                .body(
                        (response, context) -> {
                            NettyChunks chunks =
                                    new NettyChunks(channel, response.bufferFactory(), wakeup);
                            TailSession session =
                                    service.session(
                                            opened,
                                            frames,
                                            wish.query(),
                                            credentials.of(wish.request().http()),
                                            chunks,
                                            wakeup);
                            return response.writeAndFlushWith(
                                    chunks.body(() -> start(session, leave)));
                        });
    }

    private static void start(TailSession session, Runnable leave) {
        Thread.ofVirtual()
                .name("tail-stream")
                .start(
                        () -> {
                            try {
                                session.run();
                            } finally {
                                leave.run();
                            }
                        });
    }

    /**
     * An EventSource gives up for good at any status but 200: what passes by itself is told inside
     * the stream, unless the client says that it can tell the difference.
     */
    private Mono<ServerResponse> refuse(Wish wish, Problem problem) {
        if (!problem.retriable() || !wish.isSse() || wish.request().strict()) {
            return Mono.error(problem.asException());
        }
        JsonBytes out = new JsonBytes(512);
        boolean soon = problem.code() == ErrorCode.BROKER_DRAINING;
        SseFrames.retry(out, soon ? COME_BACK_SOON : COME_BACK);
        SseFrames.event(out, "error");
        SseFrames.dataAndEnd(out, Problems.json(problem));
        return headers(wish)
                .header("Stream-Error", problem.code().code())
                .bodyValue(out.toByteArray());
    }

    private static ServerResponse.BodyBuilder headers(Wish wish) {
        return ServerResponse.ok()
                .contentType(wish.type())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
                .header("X-Accel-Buffering", "no")
                .header("X-Content-Type-Options", "nosniff");
    }
}
