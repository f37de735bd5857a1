package io.millrace.log.producer;

/** What to do with a raw batch that carries Kafka's producer id, epoch and base sequence. */
public sealed interface SequenceCheck {

    /** Append it. */
    record New() implements SequenceCheck {
        static final New INSTANCE = new New();
    }

    /**
     * It was appended before. Answer with these offsets once the high watermark is above {@code
     * lastOffset}.
     */
    record Duplicate(long firstOffset, long lastOffset, long appendTimeMs)
            implements SequenceCheck {}

    /** Not appended: the batch that starts with {@code expected} is missing before it. */
    record Gap(int expected) implements SequenceCheck {}

    /** Not appended: a newer instance of this producer writes with {@code current}. */
    record StaleEpoch(short current) implements SequenceCheck {}
}
