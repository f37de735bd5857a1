/** A cluster of real processes on one machine: for a look at it, and for tests. */
@NullMarked
package io.millrace.cluster;

import org.jspecify.annotations.NullMarked;
