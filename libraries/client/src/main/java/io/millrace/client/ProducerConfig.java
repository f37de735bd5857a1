package io.millrace.client;

import io.millrace.protocol.batch.Compression;
import java.time.Duration;
import java.util.Optional;

/**
 * How a producer batches and retries.
 *
 * @param name of a producer that fences its earlier instances; empty for one that does not
 * @param batchBytes at which a batch is full, before compression; a larger record gets a batch of
 *     its own
 * @param linger how long a batch waits for more records while it is not full
 * @param requestsInFlight per partition, 1 to 5; together they hold at most five batches, since the
 *     broker knows a producer's last five again
 * @param requestBytes at which a request takes no more batches
 * @param bufferBytes of all records that are not yet acknowledged; beyond it, send blocks
 * @param maxBlock how long send blocks at most
 * @param deliveryTimeout after which a record that is still not acknowledged is given up
 * @param retryBackoff before the first retry; it doubles up to 20 times itself
 */
public record ProducerConfig(
        Optional<String> name,
        Compression compression,
        int batchBytes,
        Duration linger,
        int requestsInFlight,
        int requestBytes,
        long bufferBytes,
        Duration maxBlock,
        Duration deliveryTimeout,
        Duration retryBackoff) {
    /** The broker knows so many batches of a producer and partition again. */
    static final int MAX_BATCHES_IN_FLIGHT = 5;

    public static final ProducerConfig DEFAULTS =
            new ProducerConfig(
                    Optional.empty(),
                    Compression.NONE,
                    256 << 10,
                    Duration.ofMillis(5),
                    2,
                    4 << 20,
                    32 << 20,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120),
                    Duration.ofMillis(100));

    public ProducerConfig {
        if (requestsInFlight < 1 || requestsInFlight > MAX_BATCHES_IN_FLIGHT) {
            throw new IllegalArgumentException("1 to 5 requests may be in flight");
        }
        if (batchBytes < 1 || requestBytes < batchBytes || bufferBytes < batchBytes) {
            throw new IllegalArgumentException("A request and the buffer hold at least one batch");
        }
        if (!compression.isWritable()) {
            throw new IllegalArgumentException(compression + " is not written");
        }
    }

    public ProducerConfig withName(String producerName) {
        return with(Optional.of(producerName), compression, batchBytes, linger, deliveryTimeout);
    }

    public ProducerConfig withCompression(Compression other) {
        return with(name, other, batchBytes, linger, deliveryTimeout);
    }

    public ProducerConfig withBatchBytes(int bytes) {
        return with(name, compression, bytes, linger, deliveryTimeout);
    }

    public ProducerConfig withLinger(Duration time) {
        return with(name, compression, batchBytes, time, deliveryTimeout);
    }

    public ProducerConfig withDeliveryTimeout(Duration time) {
        return with(name, compression, batchBytes, linger, time);
    }

    public ProducerConfig withRequestsInFlight(int requests) {
        return new ProducerConfig(
                name,
                compression,
                batchBytes,
                linger,
                requests,
                requestBytes,
                bufferBytes,
                maxBlock,
                deliveryTimeout,
                retryBackoff);
    }

    public ProducerConfig withBuffer(long bytes, Duration longestBlock) {
        return new ProducerConfig(
                name,
                compression,
                batchBytes,
                linger,
                requestsInFlight,
                requestBytes,
                bytes,
                longestBlock,
                deliveryTimeout,
                retryBackoff);
    }

    private ProducerConfig with(
            Optional<String> producerName,
            Compression newCompression,
            int newBatchBytes,
            Duration newLinger,
            Duration newTimeout) {
        return new ProducerConfig(
                producerName,
                newCompression,
                newBatchBytes,
                newLinger,
                requestsInFlight,
                Math.max(requestBytes, newBatchBytes),
                Math.max(bufferBytes, newBatchBytes),
                maxBlock,
                newTimeout,
                retryBackoff);
    }
}
