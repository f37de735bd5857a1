/** Group commit: makes what was appended durable, many appends with one fsync. */
@NullMarked
package io.millrace.broker.flush;

import org.jspecify.annotations.NullMarked;
