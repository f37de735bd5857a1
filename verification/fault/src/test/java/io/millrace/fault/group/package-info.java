/** Members of groups that know what they were given, and workloads made of them. */
@NullMarked
package io.millrace.fault.group;

import org.jspecify.annotations.NullMarked;
