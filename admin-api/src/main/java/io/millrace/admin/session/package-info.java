/** A browser's login. */
@NullMarked
package io.millrace.admin.session;

import org.jspecify.annotations.NullMarked;
