package io.millrace.broker.http.scope;

import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Tells the data plane's requests from others that the process serves, in the way in which routes
 * are found: a filter that looked at the path as it was sent would let pass what is spelled {@code
 * /%76%31/topics} or {@code /v1;x/topics}, and it would be served.
 */
public final class DataPlanePaths {
    private static final List<PathPattern> ALL = patterns("/v1/**", "/v2/**");
    private static final List<PathPattern> PUBLIC =
            patterns("/v1/openapi.json", "/v1/problems", "/v1/problems/{code}");
    private static final List<PathPattern> TOPICS = patterns("/v1/topics/**");

    private static final List<PathPattern> TAILS =
            patterns("/v1/tail", "/v1/topics/{topic}/records", "/v2/**");

    private DataPlanePaths() {}

    public static boolean cover(ServerHttpRequest request) {
        return match(ALL, request);
    }

    /** Whether everybody may read what is there. */
    public static boolean arePublic(ServerHttpRequest request) {
        return match(PUBLIC, request);
    }

    /** Whether a POST there is a produce request. */
    public static boolean areOfTopics(ServerHttpRequest request) {
        return match(TOPICS, request);
    }

    /** Whether a GET there may be answered by a stream. */
    public static boolean areOfTails(ServerHttpRequest request) {
        return match(TAILS, request);
    }

    /** The decoded segments, as routes see them. */
    public static List<String> segments(ServerHttpRequest request) {
        return request.getPath().pathWithinApplication().elements().stream()
                .filter(PathContainer.PathSegment.class::isInstance)
                .map(element -> ((PathContainer.PathSegment) element).valueToMatch())
                .toList();
    }

    private static boolean match(List<PathPattern> patterns, ServerHttpRequest request) {
        PathContainer path = request.getPath().pathWithinApplication();
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }

    private static List<PathPattern> patterns(String... patterns) {
        return List.of(patterns).stream().map(PathPatternParser.defaultInstance::parse).toList();
    }
}
