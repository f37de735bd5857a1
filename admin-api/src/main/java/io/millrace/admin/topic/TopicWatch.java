package io.millrace.admin.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Streams the changes of a list of topics. A watcher that reads slowly gets fewer, larger steps:
 * what waits is one signal, never a queue.
 */
@Component
class TopicWatch {

    private static final int WATCHERS_MAX = 200;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final TopicControl control;
    private final TopicLists lists;
    private final NotesFeed feed;
    private final AtomicInteger watchers = new AtomicInteger();
    private final Scheduler worker =
            Schedulers.fromExecutor(task -> Thread.ofVirtual().name("topic-watch").start(task));

    TopicWatch(TopicControl control, TopicLists lists, NotesFeed feed) {
        this.control = control;
        this.lists = lists;
        this.feed = feed;
    }

    /** One event's data. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TopicEvent(String type, long metadataVersion, @Nullable TopicView topic) {

        ServerSentEvent<TopicEvent> sse() {
            return ServerSentEvent.builder(this)
                    .event(type)
                    .id(Long.toString(metadataVersion))
                    .build();
        }
    }

    Flux<ServerSentEvent<TopicEvent>> watch(TopicFilter filter) {
        return Flux.defer(
                () -> {
                    if (watchers.incrementAndGet() > WATCHERS_MAX) {
                        watchers.decrementAndGet();
                        return Flux.error(
                                Problem.of(
                                                ErrorCode.QUOTA_EXCEEDED,
                                                "There are " + WATCHERS_MAX + " watchers already")
                                        .asException());
                    }
                    Watcher watcher = new Watcher(filter);
                    Flux<ServerSentEvent<TopicEvent>> events =
                            Flux.create(this::signals, FluxSink.OverflowStrategy.LATEST)
                                    .publishOn(worker, 1)
                                    .concatMapIterable(signal -> watcher.step(), 1);
                    Flux<ServerSentEvent<TopicEvent>> alive =
                            Flux.interval(KEEP_ALIVE)
                                    .onBackpressureDrop()
                                    .map(
                                            tick ->
                                                    ServerSentEvent.<TopicEvent>builder()
                                                            .comment("keep-alive")
                                                            .build());
                    return Flux.merge(events, alive).doFinally(end -> watchers.decrementAndGet());
                });
    }

    private void signals(FluxSink<Boolean> sink) {
        AutoCloseable notes = feed.listen(() -> sink.next(true));
        AutoCloseable metadata = control.watch(newer -> sink.next(true));
        sink.onDispose(
                () -> {
                    close(notes);
                    close(metadata);
                });
        sink.next(true);
    }

    private static void close(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            throw new IllegalStateException("can't end a subscription", e);
        }
    }

    /** What one watcher has been told. Owned by its stream, which makes one step at a time. */
    private final class Watcher {

        private final TopicFilter filter;
        private Map<String, TopicView> told = Map.of();
        private boolean first = true;

        Watcher(TopicFilter filter) {
            this.filter = filter;
        }

        List<ServerSentEvent<TopicEvent>> step() {
            ClusterMetadata metadata = control.metadata();
            Map<String, TopicView> now = new LinkedHashMap<>();
            for (TopicView view : lists.views(lists.matching(metadata, filter))) {
                now.put(view.name(), view);
            }
            List<ServerSentEvent<TopicEvent>> events = new ArrayList<>();
            told.forEach(
                    (name, before) -> {
                        TopicView after = now.get(name);
                        if (after == null || !after.topicId().equals(before.topicId())) {
                            events.add(event("deleted", metadata, before));
                        }
                    });
            now.forEach(
                    (name, after) -> {
                        TopicView before = told.get(name);
                        if (before == null || !before.topicId().equals(after.topicId())) {
                            events.add(event("added", metadata, after));
                        } else if (differs(before, after)) {
                            events.add(event("modified", metadata, after));
                        }
                    });
            if (first) {
                events.add(event("bookmark", metadata, null));
                first = false;
            }
            told = now;
            return events;
        }

        /** Counts and sizes move all the time; they are no change of the topic. */
        private boolean differs(TopicView before, TopicView after) {
            return !before.spec().equals(after.spec())
                    || !before.labels().equals(after.labels())
                    || !before.annotations().equals(after.annotations())
                    || !Objects.equals(before.description(), after.description())
                    || !before.status().phase().equals(after.status().phase());
        }

        private ServerSentEvent<TopicEvent> event(
                String type, ClusterMetadata metadata, @Nullable TopicView topic) {
            return new TopicEvent(type, metadata.version(), topic).sse();
        }
    }
}
