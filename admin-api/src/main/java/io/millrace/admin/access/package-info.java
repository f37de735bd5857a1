/** Who may use this API. */
@NullMarked
package io.millrace.admin.access;

import org.jspecify.annotations.NullMarked;
