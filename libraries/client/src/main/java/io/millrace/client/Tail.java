package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Follows topics over Server-Sent Events. When the connection ends, for whatever reason but a
 * refusal for good, it connects again behind the last event that was read. Events may be taken by
 * any thread; a thread of its own reads them, at most a bounded number of characters ahead.
 */
public final class Tail implements AutoCloseable {
    private static final long DEFAULT_RETRY_MS = 2000;
    private static final int PROBLEM_BYTES_MAX = 64 << 10;

    private final Transport transport;
    private final TailConfig config;
    private final String path;
    private final EventBuffer events;
    private final Thread reader;
    private volatile String cursor;
    private volatile boolean closed;

    Tail(Transport transport, List<TopicName> topics, TailConfig config) {
        this.transport = transport;
        this.config = config;
        this.path =
                "/v1/tail?topics="
                        + topics.stream().map(TopicName::value).collect(Collectors.joining(","))
                        + "&from="
                        + URLEncoder.encode(config.from(), StandardCharsets.UTF_8)
                        + (config.query().isEmpty() ? "" : "&" + config.query());
        this.events = new EventBuffer(config.bufferedChars());
        this.cursor = config.cursor().orElse("");
        this.reader = Thread.ofVirtual().name("millrace-tail").start(this::read);
    }

    /**
     * The next event; empty if none came in this time, or the tail has ended.
     *
     * @throws io.millrace.protocol.MillraceException if the broker refused for good
     */
    public Optional<TailEvent> next(Duration timeout) {
        try {
            return events.take(timeout.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
    }

    /** Whether no event will come any more: it was closed, or its topics are gone. */
    public boolean isEnded() {
        return events.isEnded();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        events.end(null);
    }

    private void read() {
        long pauseMs = 0;
        int failures = 0;
        try {
            while (!closed) {
                Thread.sleep(pauseMs == 0 ? 0 : pauseMs / 2 + jitter(pauseMs));
                long retryMs = DEFAULT_RETRY_MS;
                try (ClassicHttpResponse response =
                        transport.open(request(), config.idleTimeout())) {
                    if (endsWith(response)) {
                        return;
                    }
                    if (response.getCode() == 200) {
                        retryMs = follow(response.getEntity().getContent());
                        failures = 0;
                    } else {
                        failures++;
                    }
                } catch (EventParser.EventTooLargeException e) {
                    events.end(
                            Problem.of(ErrorCode.RECORD_TOO_LARGE, String.valueOf(e.getMessage())));
                    return;
                } catch (IOException e) {
                    failures++; // The connection is gone: connect again, ever more slowly.
                }
                pauseMs = Math.min(30_000, retryMs << Math.min(failures, 4));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            events.end(null);
        }
    }

    /** Whether the answer says that there is nothing to follow. */
    private boolean endsWith(ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        if (status == 200) {
            return false;
        }
        if (status == 204) {
            return true;
        }
        Problem problem = Problems.of(Answer.read(response, PROBLEM_BYTES_MAX));
        boolean permanent = !problem.retriable() && status < 500;
        if (permanent) {
            events.end(problem);
        }
        return permanent;
    }

    private long follow(InputStream body) throws InterruptedException, IOException {
        EventParser parser =
                new EventParser(
                        new InputStreamReader(body, StandardCharsets.UTF_8),
                        config.maxEventChars(),
                        cursor);
        @Nullable TailEvent event = parser.next();
        while (event != null && !closed) {
            events.put(event);
            cursor = event.cursor();
            event = parser.next();
        }
        cursor = parser.lastId();
        return parser.retryMs() < 0 ? DEFAULT_RETRY_MS : parser.retryMs();
    }

    private HttpUriRequestBase request() {
        HttpUriRequestBase request = transport.get(transport.base(), path, "text/event-stream");
        if (!cursor.isEmpty()) {
            request.setHeader("Last-Event-ID", cursor);
        }
        return request;
    }

    private static long jitter(long pauseMs) {
        return ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    }
}
