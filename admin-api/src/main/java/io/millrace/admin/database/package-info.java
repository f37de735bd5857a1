/** This service's own tables. */
@NullMarked
package io.millrace.admin.database;

import org.jspecify.annotations.NullMarked;
