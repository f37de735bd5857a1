package io.millrace.log.producer;

import java.time.Duration;

/**
 * How much a partition remembers of its producers. Whatever is forgotten under these limits is
 * forgotten oldest first; a retry that comes after that is refused as a gap where sequence numbers
 * are contiguous and may duplicate where they are not.
 *
 * @param kafkaProducersMax producers of raw batches, by producer id; the one idle longest goes
 *     first
 * @param sequencedProducersMax HTTP producers with {@code Producer-Id}; idle longest goes first
 * @param sequenceNumbersMax sequence numbers over all HTTP producers of the partition, 4 bytes each
 * @param producerExpiry a producer without an append for this long is unknown
 * @param keysMax idempotency keys; the oldest goes first
 * @param keyRetention how long an idempotency key is known after its append
 */
public record ProducerLimits(
        int kafkaProducersMax,
        int sequencedProducersMax,
        int sequenceNumbersMax,
        Duration producerExpiry,
        int keysMax,
        Duration keyRetention) {

    /** 10,000 producers of each kind for 7 days, 100,000 keys for 24 hours. */
    public static final ProducerLimits DEFAULTS =
            new ProducerLimits(
                    10_000, 10_000, 1_000_000, Duration.ofDays(7), 100_000, Duration.ofHours(24));

    public ProducerLimits {
        if (kafkaProducersMax < 1
                || sequencedProducersMax < 1
                || sequenceNumbersMax < 1
                || keysMax < 1
                || !producerExpiry.isPositive()
                || !keyRetention.isPositive()) {
            throw new IllegalArgumentException("every producer limit must be positive");
        }
    }

    /** The same limits with a topic's own {@code idempotency.key.*} settings. */
    public ProducerLimits withKeys(int max, Duration retention) {
        return new ProducerLimits(
                kafkaProducersMax,
                sequencedProducersMax,
                sequenceNumbersMax,
                producerExpiry,
                max,
                retention);
    }
}
