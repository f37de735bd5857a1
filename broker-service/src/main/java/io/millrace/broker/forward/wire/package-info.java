/** Forwards as calls of the internal interface: heads as messages, batches as they are. */
@NullMarked
package io.millrace.broker.forward.wire;

import org.jspecify.annotations.NullMarked;
