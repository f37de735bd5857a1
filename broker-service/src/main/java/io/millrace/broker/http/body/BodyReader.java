package io.millrace.broker.http.body;

import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Reads bodies that are needed in one piece. Any thread. */
public final class BodyReader {
    private final ByteBudget budget;
    private final int bytesMax;
    private final Duration idleTimeout;

    public BodyReader(ByteBudget budget, int bytesMax, Duration idleTimeout) {
        this.budget = budget;
        this.bytesMax = bytesMax;
        this.idleTimeout = idleTimeout;
    }

    /**
     * The whole body. Whoever gets it closes it. Fails with {@code body_too_large}, with {@code
     * overloaded} when the process has no memory left for it, and with {@code request_timed_out}
     * when it stands still for too long.
     */
    public Mono<Body> read(ServerRequest request) {
        long length = request.exchange().getRequest().getHeaders().getContentLength();
        if (length > bytesMax) {
            return Mono.error(tooLarge());
        }
        return Mono.<Body>create(
                        sink -> {
                            var collector = new BodyCollector(budget, length, bytesMax, sink);
                            sink.onCancel(collector::abandon);
                            request.exchange()
                                    .getRequest()
                                    .getBody()
                                    .timeout(idleTimeout)
                                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                                    .onErrorMap(TimeoutException.class, _ -> stoodStill())
                                    .subscribe(collector);
                        })
                .doOnDiscard(Body.class, Body::close);
    }

    public int bytesMax() {
        return bytesMax;
    }

    private RuntimeException tooLarge() {
        return Problem.of(ErrorCode.BODY_TOO_LARGE, "A body has at most " + bytesMax + " bytes")
                .with("max_bytes", bytesMax)
                .asException();
    }

    private RuntimeException stoodStill() {
        return Problem.notAppended(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "Nothing of the body came for " + idleTimeout.toSeconds() + " s")
                .asException();
    }
}
