package io.millrace.broker.http.discovery;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.route.Query;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** Metadata, once or as a stream of its versions. Any thread. */
public final class MetadataRoutes implements Routes {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final byte[] COMMENT = JsonBytes.ascii(": ka\n\n");

    private final Topics topics;

    public MetadataRoutes(Topics topics) {
        this.topics = topics;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/v1/metadata", this::metadata));
    }

    private Mono<ServerResponse> metadata(ServerRequest request) {
        Query query = Query.of(request, Set.of("topics", "groups", "watch"));
        Optional<Set<String>> wanted =
                query.text("topics")
                        .filter(t -> !t.isEmpty())
                        .map(t -> new HashSet<>(List.of(t.split(","))));
        if (query.flag("watch")) {
            return watch(wanted);
        }
        ClusterMetadata metadata = topics.metadata();
        String etag = "\"" + metadata.version() + "\"";
        boolean known =
                request.headers().header("If-None-Match").stream()
                        .flatMap(tags -> List.of(tags.split(",")).stream())
                        .anyMatch(tag -> tag.strip().equals(etag));
        if (known) {
            return ServerResponse.status(304).headers(h -> h.set("ETag", etag)).build();
        }
        return Replies.json(
                ServerResponse.ok()
                        .headers(h -> h.set("ETag", etag))
                        .header("Cache-Control", "no-cache"),
                document(metadata, wanted));
    }

    private Mono<ServerResponse> watch(Optional<Set<String>> wanted) {
        Flux<ClusterMetadata> versions =
                Flux.create(
                        sink -> {
                            var listening = topics.onChange(sink::next);
                            sink.onDispose(listening::cancel);
                            sink.next(topics.metadata());
                        },
                        FluxSink.OverflowStrategy.LATEST);
        Flux<byte[]> events =
                versions.scan((older, newer) -> newer.version() > older.version() ? newer : older)
                        .distinctUntilChanged(ClusterMetadata::version)
                        .map(metadata -> event(metadata, wanted));
        Flux<byte[]> stream =
                events.mergeWith(Flux.interval(KEEP_ALIVE).onBackpressureDrop().map(_ -> COMMENT))
                        .take(LIFETIME);
        return ServerResponse.ok()
                .contentType(new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8))
                .header("Cache-Control", "no-cache, no-transform")
                .header("X-Accel-Buffering", "no")
                .header("X-Content-Type-Options", "nosniff")
                .body(
                        (out, _) ->
                                out.writeAndFlushWith(
                                        stream.map(
                                                bytes ->
                                                        Mono.just(
                                                                out.bufferFactory().wrap(bytes)))));
    }

    private static byte[] event(ClusterMetadata metadata, Optional<Set<String>> wanted) {
        JsonBytes document = document(metadata, wanted);
        return new JsonBytes(document.size() + 64)
                .raw(JsonBytes.ascii("event: metadata\nid: "))
                .number(metadata.version())
                .raw(JsonBytes.ascii("\ndata: "))
                .raw(document.view())
                .raw(JsonBytes.ascii("\n\n"))
                .toByteArray();
    }

    private static JsonBytes document(ClusterMetadata metadata, Optional<Set<String>> wanted) {
        Collection<TopicMetadata> all = metadata.topics().values();
        return MetadataJson.of(
                metadata,
                wanted.<Collection<TopicMetadata>>map(
                                names ->
                                        all.stream()
                                                .filter(t -> names.contains(t.name().value()))
                                                .toList())
                        .orElse(all));
    }
}
