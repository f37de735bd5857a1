/**
 * Tail: all partitions of topics on one connection, as a JSON long-poll, NDJSON, Server-Sent Events
 * or Wikimedia EventStreams.
 */
@NullMarked
package io.millrace.broker.http.tail;

import org.jspecify.annotations.NullMarked;
