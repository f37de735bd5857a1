/** What operators do to a cluster as a whole: moves, elections, removals. */
@NullMarked
package io.millrace.admin.operator;

import org.jspecify.annotations.NullMarked;
