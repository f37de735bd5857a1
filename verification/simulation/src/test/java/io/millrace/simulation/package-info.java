/** A cluster in one thread: the same seed gives the same life, with the same faults. */
@NullMarked
package io.millrace.simulation;

import org.jspecify.annotations.NullMarked;
