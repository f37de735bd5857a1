package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of topics and leaders. Any thread. Asks again with the ETag of the last answer, so
 * that nothing is sent when nothing has changed; each broker that the client was given, if need be.
 */
public final class Topics {
    private final Transport transport;
    private final Map<TopicName, Known> known = new ConcurrentHashMap<>();

    /** Those that are being asked for in the background. */
    private final Set<TopicName> asked = ConcurrentHashMap.newKeySet();

    private record Known(TopicInfo info, String etag) {}

    Topics(Transport transport) {
        this.transport = transport;
    }

    /**
     * The topic as last seen; asks the broker only if it was never seen.
     *
     * @throws io.millrace.protocol.MillraceException if there is no such topic, or no answer
     */
    public TopicInfo topic(TopicName name) {
        Known last = known.get(name);
        return last == null ? refresh(name) : last.info();
    }

    /**
     * The topic as it is now.
     *
     * @throws io.millrace.protocol.MillraceException if there is no such topic, or no answer
     */
    public TopicInfo refresh(TopicName name) {
        for (int others = transport.brokers() - 1; ; others--) {
            Known last = known.get(name);
            try {
                return take(name, last, Waiting.forAnswer(transport.send(request(name, last))));
            } catch (MillraceException e) {
                if (others == 0 || !(e.getCause() instanceof IOException)) {
                    throw e;
                }
            }
        }
    }

    /**
     * The leaders may have moved: asks, once at a time, and goes by the answer when it is there.
     */
    void refreshLater(TopicName name) {
        Known last = known.get(name);
        if (last == null || !asked.add(name)) {
            return;
        }
        CompletableFuture<Void> _ =
                transport
                        .send(request(name, last))
                        .thenAccept(answer -> take(name, last, answer))
                        .whenComplete((_, _) -> asked.remove(name));
    }

    private TopicInfo take(TopicName name, @Nullable Known last, Answer answer) {
        if (answer.status() == 304 && last != null) {
            return last.info();
        }
        if (!answer.isSuccess()) {
            throw Problems.of(answer).asException();
        }
        TopicInfo info = read(Json.MAPPER.readTree(answer.body()), name);
        known.put(name, new Known(info, answer.header("ETag").orElse("")));
        return info;
    }

    private HttpUriRequestBase request(TopicName name, @Nullable Known last) {
        String query = URLEncoder.encode(name.value(), StandardCharsets.UTF_8);
        HttpUriRequestBase request =
                transport.get(transport.base(), "/v1/metadata?topics=" + query, "application/json");
        if (last != null && !last.etag().isEmpty()) {
            request.setHeader("If-None-Match", last.etag());
        }
        return request;
    }

    private static TopicInfo read(JsonNode metadata, TopicName name) {
        Map<Integer, URI> brokers = new HashMap<>();
        for (JsonNode broker : metadata.path("brokers")) {
            brokers.put(
                    broker.path("id").asInt(), URI.create(broker.path("http_url").asString("")));
        }
        for (JsonNode topic : metadata.path("topics")) {
            if (topic.path("name").asString("").equals(name.value())) {
                List<Optional<URI>> leaders = new ArrayList<>();
                for (JsonNode partition : topic.path("partitions")) {
                    leaders.add(
                            Optional.ofNullable(brokers.get(partition.path("leader").asInt(-1))));
                }
                return new TopicInfo(
                        name, TopicId.parse(topic.path("topic_id").asString("")), leaders);
            }
        }
        throw Problem.of(ErrorCode.TOPIC_NOT_FOUND, "There is no topic " + name).asException();
    }
}
