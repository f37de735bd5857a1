/** The group coordinator: shards, who owns them, and what becomes of their groups. */
@NullMarked
package io.millrace.coordinator.group;

import org.jspecify.annotations.NullMarked;
