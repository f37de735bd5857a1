/** What people have decided for administration as a whole. */
@NullMarked
package io.millrace.admin.settings;

import org.jspecify.annotations.NullMarked;
