package io.millrace.admin.problem;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** Problems as responses. */
public final class Problems {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHALLENGE = "Bearer realm=\"millrace\"";

    private Problems() {}

    static ResponseEntity<Map<String, Object>> response(Problem problem, String... header) {
        var response =
                ResponseEntity.status(problem.status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .headers(headers -> addHeaders(headers, problem));
        if (header.length == 2) {
            response.header(header[0], header[1]);
        }
        return response.body(problem.toJson());
    }

    /** The same, for filters, which have no message converters. */
    public static byte[] json(Problem problem) {
        return JSON.writeValueAsBytes(problem.toJson());
    }

    public static void addHeaders(HttpHeaders headers, Problem problem) {
        headers.setCacheControl("no-store");
        if (problem.code() == ErrorCode.UNAUTHENTICATED
                || problem.code() == ErrorCode.TOKEN_EXPIRED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        if (problem.status() == 503 || problem.status() == 429) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        }
    }
}
