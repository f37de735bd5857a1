/** What a partition remembers of its producers, so that a retry is answered and not appended. */
@NullMarked
package io.millrace.log.producer;

import org.jspecify.annotations.NullMarked;
