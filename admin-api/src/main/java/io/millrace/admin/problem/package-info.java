/** Refusals and failures as problem details. */
@NullMarked
package io.millrace.admin.problem;

import org.jspecify.annotations.NullMarked;
