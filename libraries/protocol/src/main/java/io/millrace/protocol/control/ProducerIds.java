package io.millrace.protocol.control;

/** A block of producer ids for one broker to give out: first to first + count - 1. */
public record ProducerIds(long first, int count) {}
