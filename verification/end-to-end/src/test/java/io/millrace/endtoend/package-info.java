/** Millrace as its users meet it: the packaged server, a browser, and SSE clients of the public. */
@NullMarked
package io.millrace.endtoend;

import org.jspecify.annotations.NullMarked;
