package io.millrace.log.producer;

/** Whether this partition sees every sequence number of a producer. */
public enum Sequencing {
    /**
     * It does: the topic has one partition, or the producer uses this id for this partition only.
     * Numbers must be contiguous, and an epoch starts at 0, as Durable Streams 5.2.1 has it.
     */
    CONTIGUOUS,
    /** It sees some of them, because records are spread by key: numbers must only rise. */
    RISING
}
