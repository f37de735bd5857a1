package io.millrace.broker.http.auth;

import io.millrace.broker.http.scope.DataPlanePaths;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Which requests need no credentials: reads of topics that are all {@code read=anonymous}. */
final class AnonymousReads {
    private static final Pattern COMMA = Pattern.compile(",");

    private final Topics topics;

    AnonymousReads(Topics topics) {
        this.topics = topics;
    }

    boolean covers(ServerHttpRequest request) {
        HttpMethod method = request.getMethod();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return false;
        }
        List<String> names = topicsOf(request);
        return !names.isEmpty()
                && names.stream().flatMap(COMMA::splitAsStream).allMatch(this::isOpen);
    }

    /** All that are named, however often: the tail takes them all. */
    private static List<String> topicsOf(ServerHttpRequest request) {
        List<String> path = DataPlanePaths.segments(request);
        if (path.size() >= 4 && path.get(0).equals("v1") && path.get(1).equals("topics")) {
            return List.of(path.get(2));
        }
        if (path.equals(List.of("v1", "tail"))) {
            return request.getQueryParams().getOrDefault("topics", List.of());
        }
        if (path.size() == 3 && path.get(0).equals("v2") && path.get(1).equals("stream")) {
            return List.of(path.get(2));
        }
        return List.of();
    }

    private boolean isOpen(String name) {
        ClusterMetadata metadata = topics.metadata();
        return TopicName.isValid(name)
                && Optional.of(new TopicName(name))
                        .flatMap(metadata::topic)
                        .map(topic -> topic.config().isReadAnonymously())
                        .orElse(false);
    }
}
