/** Leases on Hazelcast's CP Subsystem, embedded: fast to notice a dead member, never a truth. */
@NullMarked
package io.millrace.coordination.hazelcast;

import org.jspecify.annotations.NullMarked;
