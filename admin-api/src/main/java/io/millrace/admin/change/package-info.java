/** What a request changes: for plans and for the audit. */
@NullMarked
package io.millrace.admin.change;

import org.jspecify.annotations.NullMarked;
