package io.millrace.client;

import java.time.Duration;

/**
 * How records are fetched.
 *
 * @param maxBytes of one fetch, softly: at least one batch comes; the broker takes up to 10 MiB
 * @param maxWait how long the broker may wait for the first record, up to 55 s
 * @param maxBatchBytes to which one batch may decompress
 * @param retryBackoff between attempts while the broker or the way to it is away
 */
public record ConsumerConfig(
        int maxBytes, Duration maxWait, int maxBatchBytes, Duration retryBackoff) {
    public static final ConsumerConfig DEFAULTS =
            new ConsumerConfig(1 << 20, Duration.ofSeconds(20), 64 << 20, Duration.ofMillis(200));

    public ConsumerConfig withMaxBytes(int bytes) {
        return new ConsumerConfig(bytes, maxWait, maxBatchBytes, retryBackoff);
    }

    public ConsumerConfig withMaxWait(Duration wait) {
        return new ConsumerConfig(maxBytes, wait, maxBatchBytes, retryBackoff);
    }
}
