package io.millrace.admin.topic;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a request demands of the state that it finds.
 *
 * @param ifMatch the ETags of {@code If-Match}
 * @param createOnly whether {@code If-None-Match: *} was sent
 */
public record Preconditions(Optional<String> ifMatch, boolean createOnly) {

    public static Preconditions of(ServerHttpRequest request, boolean required) {
        Optional<String> ifMatch =
                Optional.ofNullable(request.getHeaders().getFirst(HttpHeaders.IF_MATCH));
        boolean createOnly = "*".equals(request.getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH));
        if (required && ifMatch.isEmpty() && !createOnly) {
            throw Problem.of(
                            ErrorCode.PRECONDITION_REQUIRED,
                            "This cluster demands If-Match with the ETag that the change is based"
                                    + " on")
                    .asException();
        }
        return new Preconditions(ifMatch, createOnly);
    }

    /** Refuses unless the present ETag, or its absence, is what was demanded. */
    public void check(Optional<String> present) {
        if (createOnly && present.isPresent()) {
            throw mismatch("The topic exists already, and If-None-Match: * was sent", present);
        }
        ifMatch.ifPresent(
                wanted -> {
                    if (!matches(wanted, present)) {
                        throw mismatch(
                                present.isPresent()
                                        ? "It was changed since: read it again"
                                        : "There is no such topic, and If-Match was sent",
                                present);
                    }
                });
    }

    static boolean matches(String wanted, Optional<String> present) {
        return present.isPresent()
                && Arrays.stream(wanted.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(present.get()));
    }

    private static MillraceException mismatch(String detail, Optional<String> present) {
        Problem problem = Problem.of(ErrorCode.ETAG_MISMATCH, detail);
        return present.map(etag -> problem.with("current_etag", etag))
                .orElse(problem)
                .asException();
    }
}
