/** Which segments have had their time: decisions without I/O. */
@NullMarked
package io.millrace.log.retention;

import org.jspecify.annotations.NullMarked;
