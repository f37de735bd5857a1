/** The port through which the log does all of its I/O, and the adapter for real file systems. */
@NullMarked
package io.millrace.log.disk;

import org.jspecify.annotations.NullMarked;
