/** A coordinator's listener for the other services. */
@NullMarked
package io.millrace.coordinator.internal;

import org.jspecify.annotations.NullMarked;
