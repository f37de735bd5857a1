package io.millrace.admin.problem;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

/** Renders every refusal and failure as {@code application/problem+json}. */
@RestControllerAdvice
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refused(MillraceException refusal) {
        return Problems.response(refusal.problem());
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> methodNotAllowed(MethodNotAllowedException e) {
        String allowed =
                e.getSupportedMethods().stream()
                        .map(HttpMethod::name)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return Problems.response(
                Problem.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "This path has no " + e.getHttpMethod() + ", but " + allowed),
                HttpHeaders.ALLOW,
                allowed);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> unsupported(UnsupportedMediaTypeStatusException e) {
        String accepted = MediaType.toString(e.getSupportedMediaTypes());
        return Problems.response(
                Problem.of(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "The body must be " + accepted + "; set Content-Type"),
                HttpHeaders.ACCEPT,
                accepted);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> notAcceptable(NotAcceptableStatusException e) {
        return Problems.response(
                Problem.of(
                        ErrorCode.NOT_ACCEPTABLE,
                        "The answer can be " + MediaType.toString(e.getSupportedMediaTypes())));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> tooLarge(DataBufferLimitException e) {
        return Problems.response(
                Problem.of(ErrorCode.BODY_TOO_LARGE, "The body is larger than 1 MiB"));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> byStatus(ResponseStatusException e) {
        if (e.getCause() instanceof DataBufferLimitException limit) {
            return tooLarge(limit);
        }
        ErrorCode code =
                switch (e.getStatusCode().value()) {
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 413 -> ErrorCode.BODY_TOO_LARGE;
                    default ->
                            e.getStatusCode().is4xxClientError()
                                    ? ErrorCode.INVALID_REQUEST
                                    : ErrorCode.INTERNAL;
                };
        String detail =
                code == ErrorCode.NOT_FOUND
                        ? "There is nothing at this path"
                        : String.valueOf(e.getReason());
        return Problems.response(Problem.of(code, detail));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> failed(Exception e) {
        String trace = UUID.randomUUID().toString();
        LOG.atError().setMessage("a request failed").addKeyValue("trace", trace).setCause(e).log();
        return Problems.response(
                Problem.of(
                                ErrorCode.INTERNAL,
                                "Something went wrong here; the log has it under this trace")
                        .with("trace", trace));
    }
}
