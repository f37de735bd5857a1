/** Starts and stops a broker's own parts, in order. */
@NullMarked
package io.millrace.broker.runtime;

import org.jspecify.annotations.NullMarked;
