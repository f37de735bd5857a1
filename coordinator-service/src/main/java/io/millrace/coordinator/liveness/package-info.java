/** Which brokers live: when each was heard, and whether its deadline is over. */
@NullMarked
package io.millrace.coordinator.liveness;

import org.jspecify.annotations.NullMarked;
