/** Keeps the latest record of each key and takes the others out of closed segments. */
@NullMarked
package io.millrace.log.compaction;

import org.jspecify.annotations.NullMarked;
