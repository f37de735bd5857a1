/** A cluster of real processes on the machines of a lab, and what a test does with it. */
@NullMarked
package io.millrace.fault.cluster;

import org.jspecify.annotations.NullMarked;
