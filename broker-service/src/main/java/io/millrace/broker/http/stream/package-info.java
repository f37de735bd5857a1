/** Endless answers: places for them, their way to the socket, and when they end. */
@NullMarked
package io.millrace.broker.http.stream;

import org.jspecify.annotations.NullMarked;
