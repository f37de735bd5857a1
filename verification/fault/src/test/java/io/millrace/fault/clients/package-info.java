/** What clients behind a load balancer see of a cluster that is restarted node by node. */
@NullMarked
package io.millrace.fault.clients;

import org.jspecify.annotations.NullMarked;
