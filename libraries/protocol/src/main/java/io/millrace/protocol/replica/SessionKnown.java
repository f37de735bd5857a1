package io.millrace.protocol.replica;

/** Whether a leader's broker knows the session that an update was of. */
public record SessionKnown(boolean known) {}
