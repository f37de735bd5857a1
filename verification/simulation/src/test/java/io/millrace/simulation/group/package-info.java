/** Consumer groups in one thread: their coordinators and members, and all that can befall them. */
@NullMarked
package io.millrace.simulation.group;

import org.jspecify.annotations.NullMarked;
