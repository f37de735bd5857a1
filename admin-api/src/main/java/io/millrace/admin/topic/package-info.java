/** Topics: create, change, list, watch, truncate, delete. */
@NullMarked
package io.millrace.admin.topic;

import org.jspecify.annotations.NullMarked;
