package io.millrace.client;

import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition, fetch by fetch, and asks for the next two while its caller works on the
 * last. Owned by one thread.
 */
public final class PartitionReader implements AutoCloseable {
    private final Transport transport;
    private final TopicName topic;
    private final int partition;
    private final ConsumerConfig config;
    private final Route route;
    private final Consumer<PartitionReader> whenReady;
    private StartPosition position;
    private @Nullable Fetch fetch;
    private @Nullable Fetch announced;
    private boolean closed;

    PartitionReader(
            Transport transport,
            TopicName topic,
            int partition,
            StartPosition start,
            ConsumerConfig config,
            Route route,
            Consumer<PartitionReader> whenReady) {
        this.transport = transport;
        this.topic = topic;
        this.partition = partition;
        this.position = start;
        this.config = config;
        this.route = route;
        this.whenReady = whenReady;
    }

    /** Goes on from elsewhere. */
    public void seek(StartPosition start) {
        cancel();
        position = start;
    }

    /**
     * The next records; empty if none came in this time.
     *
     * @throws MillraceException if the broker refuses for good, for example with {@code
     *     offset_out_of_range}: then {@link #seek}
     */
    public Optional<FetchedRecords> next(Duration timeout) {
        Fetch running = begun();
        Answer answer;
        try {
            answer = running.answer().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        } catch (ExecutionException e) {
            cancel();
            return retryLater();
        }
        if (!answer.isSuccess()) {
            cancel();
            Problem problem = Problems.of(answer);
            if (!problem.retriable()) {
                throw problem.asException();
            }
            return retryLater();
        }
        fetch = running.next();
        return take(answer);
    }

    /** Begins the next fetch unless it runs already, and lets the one behind it begin. */
    void prefetch() {
        Fetch _ = begun();
    }

    private Fetch begun() {
        Fetch running = fetch;
        if (running == null) {
            if (closed) {
                throw new IllegalStateException("The reader is closed");
            }
            running = new Fetch(transport, config.maxWait(), this::request, position);
            fetch = running;
        }
        if (announced != running) {
            announced = running;
            running.await();
            CompletableFuture<Answer> _ =
                    running.answer().whenComplete((answer, failure) -> whenReady.accept(this));
        }
        return running;
    }

    boolean isReady() {
        return fetch != null && fetch.answer().isDone();
    }

    @Override
    public void close() {
        closed = true;
        cancel();
    }

    private void cancel() {
        if (fetch != null) {
            fetch.cancel();
        }
        fetch = null;
    }

    private Optional<FetchedRecords> take(Answer answer) {
        long asked = position instanceof StartPosition.AtOffset at ? at.offset() : -1;
        long next = answer.longHeader("Next-Offset", asked);
        long from = asked >= 0 ? asked : answer.longHeader("Log-Start-Offset", 0);
        long since =
                position instanceof StartPosition.AtTimestamp at ? at.epochMs() : Long.MIN_VALUE;
        position = StartPosition.offset(next);
        FetchedRecords records =
                new FetchedRecords(
                        topic,
                        partition,
                        from,
                        since,
                        ByteBuffer.wrap(answer.body()),
                        config.maxBatchBytes(),
                        next,
                        answer.longHeader("High-Watermark", next));
        prefetch();
        return records.sizeInBytes() == 0 ? Optional.empty() : Optional.of(records);
    }

    private Optional<FetchedRecords> retryLater() {
        route.failed();
        try {
            TimeUnit.NANOSECONDS.sleep(config.retryBackoff().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
        return Optional.empty();
    }

    private HttpUriRequestBase request(StartPosition from) {
        String path =
                "/v1/topics/"
                        + topic
                        + "/partitions/"
                        + partition
                        + "/records?"
                        + from.query()
                        + "&max_bytes="
                        + config.maxBytes()
                        + "&max_wait_ms="
                        + config.maxWait().toMillis();
        return transport.get(route.next(), path, Transport.BATCHES);
    }
}
