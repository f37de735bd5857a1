/** Who of a group's members is to have which partitions. */
@NullMarked
package io.millrace.groups.assignment;

import org.jspecify.annotations.NullMarked;
