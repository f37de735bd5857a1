/** Requests read strictly, times written one way. */
@NullMarked
package io.millrace.admin.json;

import org.jspecify.annotations.NullMarked;
