/** The shared vocabulary: names, ids, error codes. */
@NullMarked
package io.millrace.protocol;

import org.jspecify.annotations.NullMarked;
