/** Bytes of the streaming formats: Server-Sent Events and newline-delimited JSON. */
@NullMarked
package io.millrace.broker.http.stream.frame;

import org.jspecify.annotations.NullMarked;
