/**
 * Pure decisions of a consumer group: who is a member, who has which partitions, whose commits
 * count. No clock, no socket, no thread, no database.
 */
@NullMarked
package io.millrace.groups;

import org.jspecify.annotations.NullMarked;
