/** A coordinator's listener for the other services. */
@NullMarked
package io.millrace.coordinator.node;

import org.jspecify.annotations.NullMarked;
