/** Who may try to lead: named leases, never a truth. */
@NullMarked
package io.millrace.coordination;

import org.jspecify.annotations.NullMarked;
