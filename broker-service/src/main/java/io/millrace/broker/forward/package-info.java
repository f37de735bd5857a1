/**
 * Partitions wherever they are led: here, or by another broker, to which calls go one hop.
 *
 * <p>The broker that takes a request authorises it; the leader trusts the broker that calls, by its
 * certificate. There are no rights on single topics yet that it could check again.
 */
@NullMarked
package io.millrace.broker.forward;

import org.jspecify.annotations.NullMarked;
