/** What clients do to a log while it is broken, noted in a history. */
@NullMarked
package io.millrace.fault.workload;

import org.jspecify.annotations.NullMarked;
