package io.millrace.protocol.control;

/** Asks for the id of a named producer, and for an epoch that fences its earlier instances. */
public record OpenProducer(String name) {}
