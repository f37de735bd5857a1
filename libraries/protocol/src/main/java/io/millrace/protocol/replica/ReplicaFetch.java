package io.millrace.protocol.replica;

import java.time.Duration;

/**
 * Asks for what comes next in the partitions of a session. One is under way at a time.
 *
 * @param update as of the same moment
 * @param maxBytes soft limit of all batches together: one is always given
 * @param patience how long to wait until there is something
 */
public record ReplicaFetch(ReplicaUpdate update, int maxBytes, Duration patience) {}
