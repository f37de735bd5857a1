/** Hosts partitions and serves clients. */
@NullMarked
package io.millrace.broker;

import org.jspecify.annotations.NullMarked;
