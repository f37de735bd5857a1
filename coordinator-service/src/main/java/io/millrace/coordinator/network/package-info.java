/** Finds out whether a process that has fallen silent is gone. */
@NullMarked
package io.millrace.coordinator.network;

import org.jspecify.annotations.NullMarked;
