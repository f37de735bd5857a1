/** Waits for leaders on behalf of requests. */
@NullMarked
package io.millrace.broker.http.leader;

import org.jspecify.annotations.NullMarked;
