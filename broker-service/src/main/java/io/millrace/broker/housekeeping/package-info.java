/** The broker's chores: what has to be done every now and then. */
@NullMarked
package io.millrace.broker.housekeeping;

import org.jspecify.annotations.NullMarked;
