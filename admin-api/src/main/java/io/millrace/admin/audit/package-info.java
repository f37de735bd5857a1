/** Who changed what, when, and what came of it. */
@NullMarked
package io.millrace.admin.audit;

import org.jspecify.annotations.NullMarked;
