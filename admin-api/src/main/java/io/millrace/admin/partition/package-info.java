/** Where partitions live, their offsets, their size. */
@NullMarked
package io.millrace.admin.partition;

import org.jspecify.annotations.NullMarked;
