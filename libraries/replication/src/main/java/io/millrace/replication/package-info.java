/**
 * Pure decisions of leader and follower of a partition: {@code (state, event) -> (state, effects)}.
 * No clock, no socket, no thread, no disk.
 */
@NullMarked
package io.millrace.replication;

import org.jspecify.annotations.NullMarked;
