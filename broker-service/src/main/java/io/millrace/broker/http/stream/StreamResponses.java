package io.millrace.broker.http.stream;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.limits.AtLatestOnClose;
import io.millrace.broker.http.problem.Problems;
import io.millrace.broker.http.stream.StreamOpening.Over;
import io.millrace.broker.http.stream.StreamOpening.Ready;
import io.millrace.broker.http.stream.StreamOpening.Refused;
import io.millrace.broker.http.stream.frame.SseFrames;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Turns what was opened into an endless response, and what was refused into an answer. */
public final class StreamResponses {
    public static final MediaType SSE = MediaType.parseMediaType("text/event-stream;charset=utf-8");

    private static final Duration COME_BACK = Duration.ofSeconds(30);
    private static final Duration COME_BACK_SOON = Duration.ofMillis(500);

    private final Streams streams;
    private final Credentials credentials;

    /** Whether those who were let in once may stay. */
    @FunctionalInterface
    public interface Credentials {
        /** Asked again and again: why the request would be refused now, if so. Any thread. */
        Supplier<Optional<Problem>> of(ServerHttpRequest request);
    }

    public StreamResponses(Streams streams, Credentials credentials) {
        this.streams = streams;
        this.credentials = credentials;
    }

    /**
     * What a stream is made from.
     *
     * @param opening blocks; a {@link io.millrace.protocol.MillraceException} is told as a status
     */
    public record Wish(StreamRequest request, MediaType type, Callable<StreamOpening> opening) {
        boolean isSse() {
            return type.equals(SSE);
        }
    }

    public Mono<ServerResponse> stream(Wish wish) {
        if (streams.isDraining()) {
            return refuse(
                    wish, Problem.of(ErrorCode.BROKER_DRAINING, "This process is going down"));
        }
        return switch (streams.enter(wish.request().principal())) {
            case StreamPlaces.Full(Problem problem) -> refuse(wish, problem);
            case StreamPlaces.Place place -> {
                Channel channel = wish.request().channel();
                Runnable leave = AtLatestOnClose.of(channel, place::leave);
                yield VirtualThreads.call("stream-open", wish.opening())
                        .flatMap(opening -> answer(wish, leave, channel, opening))
                        .doOnError(_ -> leave.run());
            }
        };
    }

    private Mono<ServerResponse> answer(
            Wish wish, Runnable leave, Channel channel, StreamOpening opening) {
        if (opening instanceof Ready(var stream) && !wish.request().head()) {
            return run(wish, leave, channel, stream);
        }
        leave.run();
        return switch (opening) {
            case Ready _ -> headers(wish).build();
            case Over _ when wish.isSse() -> ServerResponse.status(HttpStatus.NO_CONTENT).build();
            case Over(Problem problem) -> Mono.error(problem.asException());
            case Refused(Problem problem) -> refuse(wish, problem);
        };
    }

    private Mono<ServerResponse> run(
            Wish wish, Runnable leave, Channel channel, Function<StreamLine, Runnable> stream) {
        Wakeup wakeup = new Wakeup();
        return headers(wish)
                .body(
                        (response, context) -> {
                            NettyChunks chunks =
                                    new NettyChunks(channel, response.bufferFactory(), wakeup);
                            StreamLine line =
                                    streams.line(
                                            chunks, wakeup, credentials.of(wish.request().http()));
                            return response.writeAndFlushWith(
                                    chunks.body(() -> start(line, stream.apply(line), leave)));
                        });
    }

    private void start(StreamLine line, Runnable stream, Runnable leave) {
        Thread.ofVirtual()
                .name("stream")
                .start(
                        () -> {
                            try {
                                streams.run(line, stream);
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
