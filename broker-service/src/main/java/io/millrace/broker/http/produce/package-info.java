/** Produce: batches of envelopes, streams of lines, raw record batches, events. */
@NullMarked
package io.millrace.broker.http.produce;

import org.jspecify.annotations.NullMarked;
