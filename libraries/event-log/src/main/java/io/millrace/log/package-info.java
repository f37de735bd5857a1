/** One append-only log on disk. */
@NullMarked
package io.millrace.log;

import org.jspecify.annotations.NullMarked;
