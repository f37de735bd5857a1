package io.millrace.broker.http.auth;

import io.millrace.broker.partition.Topics;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
        String names = topicsOf(request);
        return names != null
                && !names.isEmpty()
                && COMMA.splitAsStream(names).allMatch(this::isOpen);
    }

    private @Nullable String topicsOf(ServerHttpRequest request) {
        // /v1/topics/{t}/…: elements are separators and segments in turn.
        String[] path = request.getURI().getPath().split("/", -1);
        if (path.length >= 5 && path[1].equals("v1") && path[2].equals("topics")) {
            return path[3];
        }
        if (path.length == 3 && path[1].equals("v1") && path[2].equals("tail")) {
            return request.getQueryParams().getFirst("topics");
        }
        if (path.length == 4 && path[1].equals("v2") && path[2].equals("stream")) {
            return path[3];
        }
        return null;
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
