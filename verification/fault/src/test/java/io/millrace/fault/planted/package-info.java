/** Mistakes put into brokers that run, to see that the fault tests find them. */
@NullMarked
package io.millrace.fault.planted;

import org.jspecify.annotations.NullMarked;
