package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows topics over Server-Sent Events. When the connection ends, for whatever reason but a
 * refusal for good, it connects again behind the last event that was read. Events may be taken by
 * any thread; a thread of its own reads them, at most a bounded number of characters ahead.
 */
public final class Tail implements AutoCloseable {
    private static final long DEFAULT_RETRY_MS = 2000;

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
                try {
                    HttpResponse<InputStream> response =
                            transport.stream(request(), HttpResponse.BodyHandlers.ofInputStream());
                    if (endsWith(response)) {
                        return;
                    }
                    if (response.statusCode() == 200) {
                        retryMs = follow(response.body());
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
    private boolean endsWith(HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status == 200) {
            return false;
        }
        try (InputStream body = response.body()) {
            if (status == 204) {
                return true;
            }
            HttpHeaders headers = response.headers();
            Problem problem = Problems.of(new Answer(status, headers, body.readNBytes(64 << 10)));
            boolean permanent = !problem.retriable() && status < 500;
            if (permanent) {
                events.end(problem);
            }
            return permanent;
        }
    }

    private long follow(InputStream body) throws InterruptedException, IOException {
        try (IdleWatch in = new IdleWatch(body, config.idleTimeout())) {
            EventParser parser =
                    new EventParser(
                            new InputStreamReader(in, StandardCharsets.UTF_8),
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
    }

    private HttpRequest request() {
        HttpRequest.Builder request =
                transport.request(transport.base(), path).header("Accept", "text/event-stream");
        if (!cursor.isEmpty()) {
            request.header("Last-Event-ID", cursor);
        }
        return request.timeout(config.idleTimeout()).build();
    }

    private static long jitter(long pauseMs) {
        return ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    }
}
