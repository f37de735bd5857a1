/** Machines on one host: networks, processes and disks that a test may break, and mends again. */
@NullMarked
package io.millrace.fault.lab;

import org.jspecify.annotations.NullMarked;
