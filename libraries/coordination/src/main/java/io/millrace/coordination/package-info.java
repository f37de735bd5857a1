/** Who may try to lead. */
@NullMarked
package io.millrace.coordination;

import org.jspecify.annotations.NullMarked;
