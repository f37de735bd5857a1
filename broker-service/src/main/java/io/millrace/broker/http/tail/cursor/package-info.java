/** Positions of a reader as text: the `k1` cursor and the ids of Wikimedia EventStreams. */
@NullMarked
package io.millrace.broker.http.tail.cursor;

import org.jspecify.annotations.NullMarked;
