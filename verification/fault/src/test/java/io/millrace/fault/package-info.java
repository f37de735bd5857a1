/** Real processes, killed and cut off from power; what was acknowledged must be there. */
@NullMarked
package io.millrace.fault;

import org.jspecify.annotations.NullMarked;
