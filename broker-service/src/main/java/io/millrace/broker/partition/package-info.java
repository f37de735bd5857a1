/** Hosts partitions: one loop owns many partitions, a partition has one loop. */
@NullMarked
package io.millrace.broker.partition;

import org.jspecify.annotations.NullMarked;
