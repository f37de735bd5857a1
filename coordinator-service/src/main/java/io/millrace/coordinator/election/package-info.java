/** Who may claim to be the controller: by the lease, or without coordination when that is gone. */
@NullMarked
package io.millrace.coordinator.election;

import org.jspecify.annotations.NullMarked;
