/** All of Millrace in one process. */
@NullMarked
package io.millrace.standalone;

import org.jspecify.annotations.NullMarked;
