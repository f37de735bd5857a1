/** Lists in pages. */
@NullMarked
package io.millrace.admin.page;

import org.jspecify.annotations.NullMarked;
