/** How a follower's broker copies from a leader's. */
@NullMarked
package io.millrace.protocol.replica;

import org.jspecify.annotations.NullMarked;
