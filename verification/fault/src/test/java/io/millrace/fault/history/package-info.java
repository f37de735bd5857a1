/** What the processes of a test did and saw, in the order in which it was noted, in a file. */
@NullMarked
package io.millrace.fault.history;

import org.jspecify.annotations.NullMarked;
