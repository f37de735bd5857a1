package io.millrace.broker.http.problem;

import io.millrace.broker.http.scope.DataPlanePaths;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Answers what handlers throw: problems as they are, everything else as {@code internal} with
 * nothing but a trace id. Any thread. Looks at the data plane's paths only.
 */
@Order(-10)
public final class ProblemExceptionHandler implements WebExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemExceptionHandler.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (!DataPlanePaths.cover(exchange.getRequest())) {
            return Mono.error(error);
        }
        if (isGone(error)) {
            return Mono.empty();
        }
        Problem problem = problem(exchange, error);
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        return Problems.write(exchange.getResponse(), problem);
    }

    /**
     * The answer to what a handler threw, before anybody else can give one: an advice of another
     * service in the same process is asked for every handler's errors, ours included.
     */
    public static Mono<ServerResponse> answer(ServerRequest request, Throwable error) {
        return isGone(error) ? Mono.empty() : Problems.response(problem(request.exchange(), error));
    }

    private static Problem problem(ServerWebExchange exchange, Throwable error) {
        String id = RequestId.of(exchange);
        Problem problem = problem(error, id);
        ServerHttpRequest request = exchange.getRequest();
        if (HttpMethod.POST.equals(request.getMethod()) && DataPlanePaths.areOfTopics(request)) {
            problem = Problems.ofProduce(problem);
        }
        return problem.with("instance", "/v1/requests/" + id);
    }

    /** The client has left: nobody reads an answer. */
    private static boolean isGone(Throwable error) {
        return error instanceof AbortedException || error instanceof IOException;
    }

    private static Problem problem(Throwable error, String id) {
        return switch (error) {
            case MillraceException refused -> refused.problem();
            case ResponseStatusException status -> standard(status);
            default -> {
                LOG.atError()
                        .setMessage("A request failed unexpectedly")
                        .addKeyValue("requestId", id)
                        .setCause(error)
                        .log();
                yield Problem.of(
                        ErrorCode.INTERNAL, "Something failed; the log has more under trace " + id);
            }
        };
    }

    private static Problem standard(ResponseStatusException status) {
        ErrorCode code =
                switch (status.getStatusCode().value()) {
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 406 -> ErrorCode.NOT_ACCEPTABLE;
                    case 413 -> ErrorCode.BODY_TOO_LARGE;
                    case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
                    default -> ErrorCode.INVALID_REQUEST;
                };
        String reason = status.getReason();
        return Problem.of(code, reason == null ? code.meaning() : reason);
    }
}
