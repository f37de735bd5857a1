/** Decides from a history alone whether a log kept its promises. No clock, no network, no file. */
@NullMarked
package io.millrace.fault.checker;

import org.jspecify.annotations.NullMarked;
