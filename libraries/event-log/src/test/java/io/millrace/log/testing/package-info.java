/** What tests of this and other modules need of a log: a disk that forgets, and batches. */
@NullMarked
package io.millrace.log.testing;

import org.jspecify.annotations.NullMarked;
