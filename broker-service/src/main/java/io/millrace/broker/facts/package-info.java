/** What administration may know of this broker's partitions and disk. */
@NullMarked
package io.millrace.broker.facts;

import org.jspecify.annotations.NullMarked;
