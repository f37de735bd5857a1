package io.millrace.broker.http.problem;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Problems as JSON, with the headers that belong to them. */
public final class Problems {
    /** Extension member that becomes the header {@code Allow}. */
    public static final String ALLOW = "allow";

    private static final JsonMapper MAPPER = new JsonMapper();

    private Problems() {}

    /** The whole document, on one line. */
    public static byte[] json(Problem problem) {
        return MAPPER.writeValueAsBytes(problem.toJson());
    }

    /** Appends the document. */
    public static void write(JsonBytes out, Problem problem) {
        out.raw(json(problem));
    }

    /** An answer with status, headers and document. */
    public static Mono<ServerResponse> response(Problem problem) {
        return ServerResponse.status(problem.status())
                .headers(headers -> addHeaders(headers, problem))
                .bodyValue(new String(json(problem), StandardCharsets.UTF_8));
    }

    /** Writes the answer where there is no handler to return it. */
    public static Mono<Void> write(ServerHttpResponse response, Problem problem) {
        byte[] body = json(problem);
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        addHeaders(response.getHeaders(), problem);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    /** The same, saying that nothing was appended, if it says nothing of that yet. */
    public static Problem ofProduce(Problem problem) {
        if (problem.outcome() != null) {
            return problem;
        }
        return problem.withOutcome(
                problem.code() == ErrorCode.INTERNAL ? Outcome.UNKNOWN : Outcome.NOT_APPENDED);
    }

    private static void addHeaders(HttpHeaders headers, Problem problem) {
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        Map<String, Object> members = problem.members();
        switch (problem.code()) {
            case METHOD_NOT_ALLOWED -> set(headers, "Allow", members.get(ALLOW));
            case STALE_PRODUCER_EPOCH ->
                    set(headers, "Producer-Epoch", members.get("current_epoch"));
            case PRODUCER_SEQUENCE_GAP -> {
                set(headers, "Producer-Expected-Seq", members.get("expected_seq"));
                set(headers, "Producer-Received-Seq", members.get("received_seq"));
            }
            case BODY_TOO_LARGE -> headers.set("Connection", "close");
            case REQUEST_TIMED_OUT -> {
                if (problem.outcome() == Outcome.NOT_APPENDED) {
                    headers.set("Connection", "close"); // The rest of the body may come one day.
                }
            }
            case BROKER_DRAINING -> {
                headers.set("Retry-After", "1");
                headers.set("Connection", "close"); // The next request is for another broker.
            }
            default -> {
                if (problem.retriable() && problem.status() != 504) {
                    headers.set("Retry-After", "1");
                }
            }
        }
    }

    private static void set(HttpHeaders headers, String name, @Nullable Object value) {
        if (value != null) {
            headers.set(name, String.valueOf(value));
        }
    }
}
