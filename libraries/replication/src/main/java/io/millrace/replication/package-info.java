/**
 * Pure decisions of the leader of a partition: {@code (state, event) -> (state, effects)}. No
 * clock, no socket, no thread, no disk.
 */
@NullMarked
package io.millrace.replication;

import org.jspecify.annotations.NullMarked;
