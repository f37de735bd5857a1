/** The console's files. */
@NullMarked
package io.millrace.admin.console;

import org.jspecify.annotations.NullMarked;
