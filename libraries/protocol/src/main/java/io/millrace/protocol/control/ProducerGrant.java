package io.millrace.protocol.control;

/** The id of a producer and its epoch, which fences earlier instances of the same name. */
public record ProducerGrant(long producerId, short epoch) {}
