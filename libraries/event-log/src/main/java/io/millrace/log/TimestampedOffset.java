package io.millrace.log;

/** A record's offset and its own timestamp in milliseconds since 1970. */
public record TimestampedOffset(long offset, long timestampMs) {}
