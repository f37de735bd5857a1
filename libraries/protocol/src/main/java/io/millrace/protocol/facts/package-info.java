/** What administration asks brokers about their partitions and disks. */
@NullMarked
package io.millrace.protocol.facts;

import org.jspecify.annotations.NullMarked;
