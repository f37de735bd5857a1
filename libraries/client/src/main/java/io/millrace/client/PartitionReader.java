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
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition, fetch by fetch, and asks for the next one while its caller works on the
 * last. Owned by one thread.
 */
public final class PartitionReader implements AutoCloseable {
    private final Transport transport;
    private final TopicName topic;
    private final int partition;
    private final ConsumerConfig config;
    private final Consumer<PartitionReader> whenReady;
    private StartPosition position;
    private @Nullable CompletableFuture<Answer> fetch;
    private boolean closed;

    PartitionReader(
            Transport transport,
            TopicName topic,
            int partition,
            StartPosition start,
            ConsumerConfig config,
            Consumer<PartitionReader> whenReady) {
        this.transport = transport;
        this.topic = topic;
        this.partition = partition;
        this.position = start;
        this.config = config;
        this.whenReady = whenReady;
    }

    /** Goes on from elsewhere. */
    public void seek(StartPosition start) {
        CompletableFuture<Answer> running = fetch;
        if (running != null) {
            running.cancel(true);
        }
        fetch = null;
        position = start;
    }

    /**
     * The next records; empty if none came in this time.
     *
     * @throws MillraceException if the broker refuses for good, for example with {@code
     *     offset_out_of_range}: then {@link #seek}
     */
    public Optional<FetchedRecords> next(Duration timeout) {
        CompletableFuture<Answer> running = begun();
        Answer answer;
        try {
            answer = running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        } catch (ExecutionException e) {
            fetch = null;
            return retryLater();
        }
        fetch = null;
        if (!answer.isSuccess()) {
            Problem problem = Problems.of(answer);
            if (!problem.retriable()) {
                throw problem.asException();
            }
            return retryLater();
        }
        return take(answer);
    }

    /** Begins the next fetch unless it runs already. */
    void prefetch() {
        CompletableFuture<Answer> _ = begun();
    }

    private CompletableFuture<Answer> begun() {
        CompletableFuture<Answer> running = fetch;
        if (running == null) {
            if (closed) {
                throw new IllegalStateException("The reader is closed");
            }
            running =
                    transport.send(
                            transport.get(transport.base(), path(), Transport.BATCHES),
                            config.maxWait());
            fetch = running;
            CompletableFuture<Answer> _ =
                    running.whenComplete((answer, failure) -> whenReady.accept(this));
        }
        return running;
    }

    boolean isReady() {
        return fetch != null && fetch.isDone();
    }

    @Override
    public void close() {
        closed = true;
        if (fetch != null) {
            fetch.cancel(true);
        }
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
        try {
            TimeUnit.NANOSECONDS.sleep(config.retryBackoff().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
        return Optional.empty();
    }

    private String path() {
        return "/v1/topics/"
                + topic
                + "/partitions/"
                + partition
                + "/records?"
                + position.query()
                + "&max_bytes="
                + config.maxBytes()
                + "&max_wait_ms="
                + config.maxWait().toMillis();
    }
}
